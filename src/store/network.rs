//! Whether a file lies on another computer: there a log with shared memory would show each computer a ledger of its own.

use std::path::Path;

/// Whether the file system of that path is one of the network. Known on Linux; elsewhere `SQLite` refuses the log by itself where it
/// cannot work.
#[cfg(target_os = "linux")]
pub(super) fn is_remote(path: &Path) -> bool {
    // statfs(2): NFS, SMB, CIFS, SMB2, AFS, Coda, 9P, Ceph, Lustre, GFS2, OCFS2; and FUSE, which is sshfs more often than not
    const REMOTE: [u32; 12] = [
        0x6969,
        0x517b,
        0xff53_4d42,
        0xfe53_4d42,
        0x5346_414f,
        0x7375_7245,
        0x0102_1997,
        0x00c3_6400,
        0x0bd0_0bd0,
        0x0116_1970,
        0x7461_636f,
        0x6573_5546,
    ];
    // the numbers have 32 bits, whatever the width of the field
    rustix::fs::statfs(path).is_ok_and(|found| {
        REMOTE
            .iter()
            .any(|known| i64::from(*known) == found.f_type & 0xffff_ffff)
    })
}

/// Not known here: see the other one.
#[cfg(not(target_os = "linux"))]
pub(super) fn is_remote(_: &Path) -> bool {
    false
}
