#pragma once

#include <napi.h>

#include <utility>

#include "gaussian_process.h"

namespace binding {

/// Runs a task on the thread pool and settles a promise with what it found. A task has `Run()`,
/// without JavaScript, and `Finish(env)`, which makes the result or throws.
template <typename Task>
class TaskWorker : public Napi::AsyncWorker {
 public:
  TaskWorker(GaussianProcess* owner, Task&& task)
      : Napi::AsyncWorker(owner->Env(), "gp-native"),
        owner_(owner),
        task_(std::move(task)),
        deferred_(Napi::Promise::Deferred::New(owner->Env())) {}

  Napi::Value Start() {
    owner_->Acquire(Env());
    owner_->Ref();  // the model must outlive the work
    const Napi::Value promise = deferred_.Promise();
    Queue();
    return promise;
  }

 protected:
  void Execute() override { task_.Run(); }

  void OnOK() override {
    const Napi::HandleScope scope(Env());
    owner_->Release();
    try {
      Settle();
      owner_->Unref();
    } catch (const Napi::Error&) {
      // The environment is being torn down and runs no JavaScript: nobody is left who waits.
    }
  }

 private:
  void Settle() {
    try {
      deferred_.Resolve(task_.Finish(Env()));
    } catch (const Napi::Error& error) {
      deferred_.Reject(error.Value());
    }
  }

  GaussianProcess* owner_;
  Task task_;
  Napi::Promise::Deferred deferred_;
};

}  // namespace binding
