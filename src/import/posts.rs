//! Tells the addresses of posts on platforms from other addresses.

use crate::text;

/// The hosts of platforms on which people post.
const PLATFORMS: &[&str] = &[
    "facebook.com",
    "fb.com",
    "twitter.com",
    "x.com",
    "instagram.com",
    "threads.net",
    "tiktok.com",
    "youtube.com",
    "linkedin.com",
    "reddit.com",
    "bsky.app",
    "vk.com",
    "weibo.com",
    "t.me",
    "telegram.me",
    "whatsapp.com",
    "gab.com",
    "parler.com",
    "truthsocial.com",
    "pinterest.com",
    "snapchat.com",
    "mastodon.social",
    "mastodon.online",
    "rumble.com",
    "bitchute.com",
    "gettr.com",
    "minds.com",
    "odysee.com",
];

/// The hosts of services that keep copies of pages, mostly of posts.
const ARCHIVES: &[&str] = &[
    "archive.org",
    "archive.today",
    "archive.is",
    "archive.ph",
    "archive.md",
    "archive.li",
    "archive.vn",
    "archive.fo",
    "perma.cc",
    "ghostarchive.org",
    "megalodon.jp",
];

/// The hosts on which every address is that of a post.
const SHORT: &[&str] = &["youtu.be", "fb.watch"];

/// The path segments that addresses of single posts have on these platforms.
const POSTS: &[&str] = &[
    "posts",
    "post",
    "status",
    "statuses",
    "videos",
    "video",
    "photos",
    "p",
    "reel",
    "watch",
    "shorts",
    "comments",
    "permalink",
    "permalink.php",
];

/// Returns true for a host of a platform, or of a service that keeps copies of posts.
pub(super) fn is_of_posts(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    is_platform(&host) || ARCHIVES.iter().any(|archive| belongs(&host, archive))
}

/// Returns true for a host of a platform, or of a service that shortens the platform's addresses.
pub(super) fn is_platform(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    PLATFORMS.iter().chain(SHORT).any(|platform| belongs(&host, platform))
}

/// Returns true if a host is a domain or a part of it: `m.facebook.com`.
fn belongs(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
}

/// Returns true if an address is that of a post on one of the platforms.
pub(super) fn is_post(url: &str) -> bool {
    let url = url.trim();
    let Some((_, rest)) = url.split_once("://").filter(|_| text::is_web_address(url)) else {
        return false;
    };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.to_ascii_lowercase();
    let on = |platform: &&str| belongs(&host, platform);
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    // A channel’s name and the number of a post in it, or a post on a user’s wall.
    let is_numbered = || {
        let last = path.rsplit('/').next().unwrap_or_default();
        let is_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        let on_wall = last.strip_prefix("wall").map(|rest| rest.trim_start_matches('-'));
        host == "t.me" && is_number(last) || on_wall.is_some_and(is_number)
    };
    let names_post =
        || path.split('/').any(|part| POSTS.contains(&part)) || query.contains("fbid=");
    SHORT.iter().any(on) && path.len() > 1
        || PLATFORMS.iter().any(on) && (names_post() || is_numbered())
        || is_of_user(path)
}

/// Returns true if a path is that of a user’s post on any host of a shared protocol:
/// `/ann/posts/17`.
fn is_of_user(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let (number, posts, who) = (parts.next(), parts.next(), parts.next());
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    number.is_some_and(is_number)
        && posts.is_some_and(|part| matches!(part, "posts" | "status" | "statuses"))
        && who.is_some_and(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_one_of_a_platform() {
        for post in [
            "https://www.facebook.com/a/posts/1",
            "https://x.com/a/status/1",
            "https://youtu.be/abc",
            "https://t.me/channel/12",
            "https://vk.com/wall-12_34",
            "https://www.youtube.com/watch?v=abc",
            "http://m.facebook.com/story.php?story_fbid=1&id=2",
        ] {
            assert!(is_post(post), "{post}");
        }
        for other in [
            "https://watchdog.org/",
            "https://a.example/post/1",
            "https://x.com/a",
            "https://x.com/wallstreet",
            "https://www.facebook.com/watcherguru",
            "https://t.me/channel",
            "https://fox.com/videos/",
            "/posts/",
        ] {
            assert!(!is_post(other), "{other}");
        }
    }

    #[test]
    fn hosts_of_posts_are_whole_domains() {
        for host in ["x.com", "m.facebook.com", "youtu.be", "web.archive.org", "old.Reddit.com"] {
            assert!(is_of_posts(host), "{host}");
        }
        for host in
            ["x.example", "archive.example", "t.example", "notfacebook.com", "x.com.a.example", ""]
        {
            assert!(!is_of_posts(host), "{host}");
        }
    }
}
