// The thread that serves some connections: it sleeps until one of them has
// something to do, and gives each its turn.
//
// Answers that Redis gives to several connections at once, as it does after
// each flush, wake one thread instead of one each.
//
// Internal to the connection. Threads: any may ask; Close is the owner's.

#ifndef WINNOW_SERVICE_STORE_REDIS_IO_THREAD_H_
#define WINNOW_SERVICE_STORE_REDIS_IO_THREAD_H_

#include <atomic>
#include <thread>
#include <vector>

#include "service/store/redis/io_loop.h"

namespace winnow {

class IoThread {
 public:
  // Starts to serve. The loops must outlive this object.
  explicit IoThread(std::vector<IoLoop*> loops);
  ~IoThread();

  IoThread(const IoThread&) = delete;
  IoThread& operator=(const IoThread&) = delete;

  // Ends the thread; what the loops have left fails. Not from the thread.
  void Close();

  // Says whether the caller is this thread.
  bool IsCaller() const { return std::this_thread::get_id() == id_; }

 private:
  void Run();

  const std::vector<IoLoop*> loops_;
  const int epoll_fd_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
  const std::thread::id id_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_IO_THREAD_H_
