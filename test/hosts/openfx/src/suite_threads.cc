// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "ofxhost/handle.h"
#include "ofxhost/lent.h"
#include "ofxhost/scope.h"
#include "ofxhost/suites.h"

namespace ofxhost {
namespace {

thread_local unsigned int own_index = 0;
thread_local bool spawned = false;

unsigned int cpus() { return std::max(1u, std::thread::hardware_concurrency()); }

OfxStatus multi_thread(OfxThreadFunctionV1 function, unsigned int count, void* argument) {
  lent_recall();
  if (!function || spawned) return kOfxStatFailed;
  const Scope* scope = current_scope();
  std::vector<std::thread> threads;
  const unsigned int wanted = count == 0 ? cpus() : count;
  for (unsigned int index = 0; index < wanted; ++index) {
    threads.emplace_back([=] {
      own_index = index;
      spawned = true;
      Scope inherited = scope ? *scope : Scope{"", nullptr};
      inherited.spawned = true;
      inherited.outer = scope;
      const EnterScope entered(inherited);
      function(index, wanted, argument);
      lent_recall();
    });
  }
  for (std::thread& thread : threads) thread.join();
  return kOfxStatOK;
}

OfxStatus number_of_cpus(unsigned int* count) {
  lent_recall();
  *count = cpus();
  return kOfxStatOK;
}

OfxStatus index_of_thread(unsigned int* index) {
  lent_recall();
  *index = own_index;
  return kOfxStatOK;
}

int is_spawned() { return spawned ? 1 : 0; }

// The standard's mutexes may be locked again by their owner.
struct Mutex final : Handled {
  static constexpr Kind handle_kind = Kind::mutex;
  Mutex() : Handled(handle_kind) {}
  std::recursive_mutex mutex;
};

std::mutex guard;
auto& mutexes() {
  static std::unordered_map<Handled*, std::unique_ptr<Mutex>> all;
  return all;
}

OfxStatus mutex_create(OfxMutexHandle* out, int count) {
  lent_recall();
  auto mutex = std::make_unique<Mutex>();
  for (int i = 0; i < count; ++i) mutex->mutex.lock();
  *out = static_cast<OfxMutexHandle>(mutex->raw_handle());
  const std::lock_guard lock(guard);
  Mutex* made = mutex.get();
  mutexes()[made] = std::move(mutex);
  return kOfxStatOK;
}

OfxStatus mutex_destroy(const OfxMutexHandle handle) {
  lent_recall();
  auto* mutex = find<Mutex>(handle, "mutexDestroy");
  if (!mutex) return kOfxStatErrBadHandle;
  const std::lock_guard lock(guard);
  mutexes().erase(mutex);
  return kOfxStatOK;
}

OfxStatus mutex_lock(const OfxMutexHandle handle) {
  lent_recall();
  auto* mutex = find<Mutex>(handle, "mutexLock");
  if (!mutex) return kOfxStatErrBadHandle;
  mutex->mutex.lock();
  return kOfxStatOK;
}

OfxStatus mutex_unlock(const OfxMutexHandle handle) {
  lent_recall();
  auto* mutex = find<Mutex>(handle, "mutexUnLock");
  if (!mutex) return kOfxStatErrBadHandle;
  mutex->mutex.unlock();
  return kOfxStatOK;
}

OfxStatus mutex_try_lock(const OfxMutexHandle handle) {
  lent_recall();
  auto* mutex = find<Mutex>(handle, "mutexTryLock");
  if (!mutex) return kOfxStatErrBadHandle;
  return mutex->mutex.try_lock() ? kOfxStatOK : kOfxStatFailed;
}

}  // namespace

const OfxMultiThreadSuiteV1& multi_thread_suite() {
  static const OfxMultiThreadSuiteV1 suite{multi_thread,  number_of_cpus, index_of_thread, is_spawned,    mutex_create,
                                           mutex_destroy, mutex_lock,     mutex_unlock,    mutex_try_lock};
  return suite;
}

}  // namespace ofxhost
