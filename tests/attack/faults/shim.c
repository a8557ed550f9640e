/* A file system that fails at the n-th call, for LD_PRELOAD.
 *
 * Counts the calls that create, change, flush or rename regular files below FAULT_FOLDER. At
 * call FAULT_AT it does what FAULT_HOW says: "kill" ends the process as kill -9 does, after half
 * of a write; "full" fails that call and every later one that needs room, after half of a write;
 * "broken" fails that call alone with an input/output error. Then it creates FAULT_SEEN, so that
 * a test knows that the call was reached. Without FAULT_AT nothing fails. The name of every such
 * call is appended to FAULT_LOG, a line each. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static long calls;

static int below(const char *path) {
    const char *folder = getenv("FAULT_FOLDER");
    return folder && path && strncmp(path, folder, strlen(folder)) == 0;
}

static int below_at(int folder, const char *path) {
    char name[64], found[4096];
    if (path && path[0] == '/') return below(path);
    if (folder == AT_FDCWD) {
        return getcwd(found, sizeof found) != NULL && below(found);
    }
    snprintf(name, sizeof name, "/proc/self/fd/%d", folder);
    ssize_t length = readlink(name, found, sizeof found - 1);
    if (length < 0) return 0;
    found[length] = 0;
    return below(found);
}

static int is_ours(int file) {
    struct stat found;
    if (syscall(SYS_fstat, file, &found) != 0) return 0;
    if (!S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode)) return 0;
    return below_at(file, "");
}

static void note(const char *name) {
    const char *log = getenv("FAULT_LOG");
    if (!log) return;
    int file = (int)syscall(SYS_openat, AT_FDCWD, log, O_CREAT | O_APPEND | O_WRONLY, 0600);
    if (file < 0) return;
    char line[64];
    int length = snprintf(line, sizeof line, "%s\n", name);
    syscall(SYS_write, file, line, length);
    syscall(SYS_close, file);
}

/* What a call is to do. */
enum act { PASS, KILL, FAIL };

static enum act count(const char *name, int *error) {
    note(name);
    const char *at = getenv("FAULT_AT"), *how = getenv("FAULT_HOW"), *seen = getenv("FAULT_SEEN");
    if (!at || !how) return PASS;
    long now = __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST), wanted = atol(at);
    int full = strcmp(how, "full") == 0;
    if (now < wanted || (now > wanted && !full)) return PASS;
    if (seen && now == wanted) {
        int mark = (int)syscall(SYS_openat, AT_FDCWD, seen, O_CREAT | O_WRONLY, 0600);
        if (mark >= 0) syscall(SYS_close, mark);
    }
    *error = full ? ENOSPC : EIO;
    return strcmp(how, "kill") == 0 ? KILL : FAIL;
}

#define GUARD(concerns)                                     \
    int error_ = 0;                                         \
    if (concerns) {                                         \
        switch (count(__func__, &error_)) {                           \
        case KILL: kill(getpid(), SIGKILL); for (;;) pause(); \
        case FAIL: errno = error_; return -1;               \
        case PASS: break;                                   \
        }                                                   \
    }

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int creates(int flags) { return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE; }

#define OPEN(name)                                                        \
    int name(const char *path, int flags, ...) {                          \
        va_list rest;                                                     \
        va_start(rest, flags);                                            \
        mode_t mode = creates(flags) ? va_arg(rest, mode_t) : 0;          \
        va_end(rest);                                                     \
        GUARD(creates(flags) && below_at(AT_FDCWD, path))                 \
        return REAL(name)(path, flags, mode);                             \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                      \
    int name(int folder, const char *path, int flags, ...) {              \
        va_list rest;                                                     \
        va_start(rest, flags);                                            \
        mode_t mode = creates(flags) ? va_arg(rest, mode_t) : 0;          \
        va_end(rest);                                                     \
        GUARD(creates(flags) && below_at(folder, path))                   \
        return REAL(name)(folder, path, flags, mode);                     \
    }
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int file, const void *bytes, size_t length) {
    if (is_ours(file)) {
        int error = 0;
        enum act act = count(__func__, &error);
        if (act != PASS) {
            /* Half of the bytes are written: the last free space, or the part before the kill. */
            syscall(SYS_write, file, bytes, length / 2);
            if (act == KILL) { kill(getpid(), SIGKILL); for (;;) pause(); }
            errno = error;
            return -1;
        }
    }
    return syscall(SYS_write, file, bytes, length);
}

ssize_t writev(int file, const struct iovec *parts, int length) {
    GUARD(is_ours(file))
    return REAL(writev)(file, parts, length);
}
int fsync(int file) { GUARD(is_ours(file)) return REAL(fsync)(file); }
int fdatasync(int file) { GUARD(is_ours(file)) return REAL(fdatasync)(file); }
int fchmod(int file, mode_t mode) { GUARD(is_ours(file)) return REAL(fchmod)(file, mode); }
int ftruncate64(int file, off64_t to) { GUARD(is_ours(file)) return REAL(ftruncate64)(file, to); }
int rename(const char *from, const char *to) {
    GUARD(below_at(AT_FDCWD, to))
    return REAL(rename)(from, to);
}
int link(const char *from, const char *to) {
    GUARD(below_at(AT_FDCWD, to))
    return REAL(link)(from, to);
}
int linkat(int a, const char *from, int b, const char *to, int flags) {
    GUARD(below_at(b, to))
    return REAL(linkat)(a, from, b, to, flags);
}
int mkdir(const char *path, mode_t mode) {
    GUARD(below_at(AT_FDCWD, path))
    return REAL(mkdir)(path, mode);
}
