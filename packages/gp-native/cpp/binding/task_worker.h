#pragma once

#include <napi.h>

#include <utility>

#include "gaussian_process.h"

namespace binding {

/// Runs a task on the thread pool and resolves or rejects a promise with its outcome. A task has
/// `Run()`, which must not touch JavaScript, and `Finish(env)`, which returns the result or throws.
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
      CompletePromise();
      owner_->Unref();
    } catch (const Napi::Error&) {
      // The environment is being torn down: no JavaScript is left to await the promise.
    }
  }

 private:
  void CompletePromise() {
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
