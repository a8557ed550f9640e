/* A file system without a time of the last change, for LD_PRELOAD: each file says that it was
 * written and changed at one moment, so that a record that is rewritten in place goes unnoticed.
 * FAT and some network file systems are like that. */

#define _GNU_SOURCE
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int statx(int folder, const char *path, int flags, unsigned mask, struct statx *found)
{
	int result = syscall(SYS_statx, folder, path, flags, mask, found);
	if (result == 0) {
		struct statx_timestamp moment = { .tv_sec = 1000000000, .tv_nsec = 7 };
		found->stx_ctime = found->stx_mtime = moment;
	}
	return result;
}
