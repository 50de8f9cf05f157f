// SPDX-License-Identifier: Apache-2.0
#include "sfumato/parallel.h"

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

#include "base/placement.h"

namespace sfumato {
namespace {

thread_local bool inside_pool = false;

struct Batch {
  const std::function<void(int64_t, int64_t)>* body = nullptr;
  const Job* job = nullptr;
  int64_t count = 0, grain = 1;
  std::atomic<int64_t> next{0};
  std::atomic<bool> abandoned{false};
  std::atomic<int32_t> missing{0};  // workers that have been woken and do not run yet
  Cores cores;
  std::mutex error_mutex;
  std::exception_ptr error;

  void fail(std::exception_ptr e) {
    std::lock_guard<std::mutex> lock(error_mutex);
    if (!error) error = e;
    abandoned.store(true, std::memory_order_relaxed);
  }

  void work() {
    const bool outer = inside_pool;
    inside_pool = true;
    while (!abandoned.load(std::memory_order_relaxed)) {
      const int64_t begin = next.fetch_add(grain, std::memory_order_relaxed);
      if (begin >= count) break;
      try {
        job->check();
        (*body)(begin, std::min(begin + grain, count));
      } catch (...) {
        fail(std::current_exception());
      }
      // A worker that waits for this core can only leave for another one once it has run.
      if (missing.load(std::memory_order_relaxed) > 0) std::this_thread::yield();
    }
    inside_pool = outer;
  }
};

class Pool {
 public:
  explicit Pool(int32_t threads) : threads_(threads) {}
  ~Pool() { stop(); }

  int32_t threads() const { return threads_.load(std::memory_order_relaxed); }

  void resize(int32_t threads) {
    std::lock_guard<std::mutex> turn(turn_);
    stop();
    threads_.store(threads, std::memory_order_relaxed);
  }

  // False when another thread has the pool: two kernels at once then share the cores by each running alone.
  bool run(Batch& batch) {
    std::unique_lock<std::mutex> turn(turn_, std::try_to_lock);
    if (!turn.owns_lock()) return false;
    start();
    {
      std::lock_guard<std::mutex> lock(mutex_);
      batch_ = &batch;
      ++generation_;
      busy_ = static_cast<int32_t>(workers_.size());
      batch.missing.store(busy_, std::memory_order_relaxed);
    }
    batch.cores.claim();
    wake_.notify_all();
    batch.work();
    std::unique_lock<std::mutex> lock(mutex_);
    done_.wait(lock, [&] { return busy_ == 0; });
    batch_ = nullptr;
    return true;
  }

 private:
  void start() {
    const size_t wanted = static_cast<size_t>(threads() - 1);
    quit_ = false;
    while (workers_.size() < wanted) workers_.emplace_back([this, seen = generation_] { loop(seen); });
  }

  void stop() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      quit_ = true;
    }
    wake_.notify_all();
    for (std::thread& worker : workers_) worker.join();
    workers_.clear();
  }

  void loop(uint64_t seen) {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      wake_.wait(lock, [&] { return quit_ || generation_ != seen; });
      if (quit_) return;
      seen = generation_;
      Batch* batch = batch_;
      lock.unlock();
      batch->cores.claim();
      batch->missing.fetch_sub(1, std::memory_order_relaxed);
      batch->work();
      lock.lock();
      if (--busy_ == 0) done_.notify_one();
    }
  }

  std::atomic<int32_t> threads_;
  std::vector<std::thread> workers_;
  std::mutex turn_, mutex_;
  std::condition_variable wake_, done_;
  Batch* batch_ = nullptr;
  uint64_t generation_ = 0;
  int32_t busy_ = 0;
  bool quit_ = false;
};

int32_t initial_threads() {
  if (const char* text = std::getenv("SFUMATO_THREADS")) {
    const int32_t n = std::atoi(text);
    if (n >= 1) return std::min(n, 256);
  }
  return std::max(1, static_cast<int32_t>(std::thread::hardware_concurrency()));
}

// Never destroyed: a host may unload us while its own threads still run.
Pool& pool() {
  static Pool* shared = new Pool(initial_threads());
  return *shared;
}

}  // namespace

int32_t thread_count() { return pool().threads(); }

void set_thread_count(int32_t n) { pool().resize(std::clamp(n, 1, 256)); }

void parallel_for(int64_t count, int64_t grain, const Job& job,
                  const std::function<void(int64_t, int64_t)>& body) {
  if (count <= 0) return;
  Batch batch;
  batch.body = &body;
  batch.job = &job;
  batch.count = count;
  batch.grain = std::max<int64_t>(1, grain);
  if (inside_pool || count <= batch.grain || thread_count() == 1 || !pool().run(batch)) batch.work();
  if (batch.error) std::rethrow_exception(batch.error);
}

}  // namespace sfumato
