//! Whether a file lies where a log must not be kept: on another computer its shared memory would show each computer a ledger of its
//! own.

use std::path::Path;

/// Why a ledger has a rollback journal and no log: slower, and only as safe as the file system it lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithoutLog {
    /// It lies on a file system of the network.
    OnTheNetwork,
    /// Its file system may be one of the network, or has not what a log needs.
    NotHere,
}

impl WithoutLog {
    /// Why no log is even tried for a file there, if so. Known on Linux.
    #[cfg(target_os = "linux")]
    pub(super) fn of(path: &Path) -> Option<Self> {
        rustix::fs::statfs(path).ok().and_then(|found| Self::on(found.f_type))
    }

    /// Elsewhere `SQLite` refuses the log by itself where it cannot work.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn of(_: &Path) -> Option<Self> {
        None
    }

    /// By the number of a file system, as statfs(2) has it.
    #[cfg(target_os = "linux")]
    fn on(system: i64) -> Option<Self> {
        // NFS, SMB, CIFS, SMB2, AFS, Coda, 9P, Ceph, Lustre, GFS2, OCFS2
        const REMOTE: [i64; 11] = [
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
        ];
        // sshfs more often than not, but local ones too
        const FUSE: i64 = 0x6573_5546;
        // the numbers have 32 bits, whatever the width of the field
        match system & 0xffff_ffff {
            FUSE => Some(Self::NotHere),
            known if REMOTE.contains(&known) => Some(Self::OnTheNetwork),
            _ => None,
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_one_of_the_network_is_called_so() {
        let (nfs, cifs_with_its_sign, fuse, ext4) = (0x6969, -0x00ac_b2be, 0x6573_5546, 0xef53);
        let found = [nfs, cifs_with_its_sign, fuse, ext4].map(WithoutLog::on);
        assert_eq!(
            found,
            [
                Some(WithoutLog::OnTheNetwork),
                Some(WithoutLog::OnTheNetwork),
                Some(WithoutLog::NotHere),
                None
            ]
        );
    }
}
