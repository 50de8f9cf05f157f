// SPDX-License-Identifier: Apache-2.0
#include "module.h"

#include <memory>
#include <new>
#include <vector>

#include "sfumato/job.h"
#include "sfumato/parallel.h"
#include "sfumato/target.h"

namespace sfumato::binding {
namespace {

std::vector<void (*)(Napi::Env, Napi::Object)>& families() {
  static std::vector<void (*)(Napi::Env, Napi::Object)> all;
  return all;
}

class Work : public Napi::AsyncWorker {
 public:
  Work(const Napi::CallbackInfo& info, std::function<void()> work, std::function<Napi::Value(Napi::Env)> finish)
      : AsyncWorker(info.Env(), "sfumato"),
        promise_(Napi::Promise::Deferred::New(info.Env())),
        work_(std::move(work)),
        finish_(std::move(finish)) {
    for (size_t i = 0; i < info.Length(); ++i)
      if (info[i].IsObject()) kept_.push_back(Napi::Persistent(info[i].As<Napi::Object>()));
  }

  Napi::Value promise() const { return promise_.Promise(); }

 protected:
  void Execute() override {
    try {
      work_();
    } catch (const Cancelled&) {
      code_ = "CANCELLED";
      SetError("cancelled");
    } catch (const std::bad_alloc&) {
      code_ = "OUT_OF_MEMORY";
      SetError("not enough memory");
    } catch (const std::exception& e) {
      SetError(e.what());
    }
  }

  void OnOK() override {
    try {
      promise_.Resolve(finish_ ? finish_(Env()) : Env().Undefined());
    } catch (const Napi::Error& e) {
      promise_.Reject(e.Value());
    }
  }

  void OnError(const Napi::Error& error) override {
    error.Value().Set("code", code_);
    promise_.Reject(error.Value());
  }

 private:
  Napi::Promise::Deferred promise_;
  std::function<void()> work_;
  std::function<Napi::Value(Napi::Env)> finish_;
  std::vector<Napi::ObjectReference> kept_;
  const char* code_ = "KERNEL";
};

Napi::Value get_target(const Napi::CallbackInfo& info) {
  return Napi::String::New(info.Env(), target_name(active_target()));
}

Napi::Value get_threads(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), thread_count()); }

void set_threads(const Napi::CallbackInfo& info) {
  if (info.Length() < 1 || !info[0].IsNumber())
    throw Napi::TypeError::New(info.Env(), "Expected a number for threads");
  set_thread_count(info[0].As<Napi::Number>().Int32Value());
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
  exports.Set("target", Napi::Function::New(env, get_target));
  exports.Set("threads", Napi::Function::New(env, get_threads));
  exports.Set("setThreads", Napi::Function::New(env, set_threads));
  for (auto add : families()) add(env, exports);
  return exports;
}

}  // namespace

Exports::Exports(void (*add)(Napi::Env, Napi::Object)) { families().push_back(add); }

Napi::Value run_async(const Napi::CallbackInfo& info, std::function<void()> work,
                      std::function<Napi::Value(Napi::Env)> finish) {
  auto* job = new Work(info, std::move(work), std::move(finish));
  const Napi::Value promise = job->promise();
  job->Queue();  // owns itself from here on
  return promise;
}

}  // namespace sfumato::binding

static Napi::Object init_addon(Napi::Env env, Napi::Object exports) {
  return sfumato::binding::init(env, exports);
}
NODE_API_MODULE(sfumato, init_addon)
