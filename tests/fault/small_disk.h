// A disk of a test's own, whose size it can change at any moment: a tmpfs in a
// mount namespace of the test program and what it starts, so that it is gone
// with them.
//
// Threads: the thread that makes it starts all programs that are to see it.

#ifndef WINNOW_TESTS_FAULT_SMALL_DISK_H_
#define WINNOW_TESTS_FAULT_SMALL_DISK_H_

#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"

namespace winnow {

class SmallDisk {
 public:
  explicit SmallDisk(int64_t bytes) {
    if (mkdtemp(dir_.data()) == nullptr) return;
    // A chroot's root is often no mount (EINVAL): then others may see the disk
    // until it is unmounted.
    mounted_ =
        unshare(CLONE_NEWNS) == 0 &&
        (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 ||
         errno == EINVAL) &&
        mount("winnow-test", dir_.c_str(), "tmpfs", 0,
              absl::StrCat("size=", bytes).c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) umount2(dir_.c_str(), MNT_DETACH);
    rmdir(dir_.c_str());
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  // False without the right to mount, which is root's.
  bool mounted() const { return mounted_; }
  const std::string& dir() const { return dir_; }

  // Says whether it has that size now; it cannot get smaller than what is on
  // it.
  bool Resize(int64_t bytes) {
    return mount("winnow-test", dir_.c_str(), "tmpfs", MS_REMOUNT,
                 absl::StrCat("size=", bytes).c_str()) == 0;
  }

  // Leaves no more than a few kilobytes. Whoever writes meanwhile may be
  // faster: then it is tried again.
  bool Fill() {
    for (int i = 0; i < 100; ++i) {
      if (Resize(used_bytes())) return true;
    }
    return false;
  }

  int64_t used_bytes() const {
    struct statvfs disk;
    if (statvfs(dir_.c_str(), &disk) != 0) return -1;
    return static_cast<int64_t>(disk.f_blocks - disk.f_bfree) *
           static_cast<int64_t>(disk.f_frsize);
  }

 private:
  std::string dir_ = "/tmp/winnow-disk-XXXXXX";
  bool mounted_ = false;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_FAULT_SMALL_DISK_H_
