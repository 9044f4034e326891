// Coroutines of one thread: a Task runs when it is awaited (or started, for the outermost one),
// continues its awaiter when it returns, and its frame goes with the Task object, finished or not.
// Frames come from per-thread free lists, so that a request allocates none in the steady state.
#pragma once

#include <array>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <new>
#include <optional>
#include <utility>

namespace gw::net {

// Free lists of frames by size class; a block returns to the list of the thread that frees it.
class FramePool {
 public:
  static void* take(size_t size) {
    const size_t index = class_of(size);
    if (index >= kClasses) return ::operator new(size);
    FramePool& pool = of_thread();
    Block* block = pool.free_[index];
    if (block == nullptr) return ::operator new((index + 1) * kStep);
    pool.free_[index] = block->next;
    --pool.count_[index];
    return block;
  }
  static void give(void* frame, size_t size) {
    const size_t index = class_of(size);
    FramePool& pool = of_thread();
    if (index >= kClasses || pool.count_[index] == kMostKept) return ::operator delete(frame);
    pool.free_[index] = ::new (frame) Block{pool.free_[index]};
    ++pool.count_[index];
  }
  ~FramePool() {
    for (Block* block : free_) {
      while (block != nullptr) ::operator delete(std::exchange(block, block->next));
    }
  }

 private:
  struct Block {
    Block* next;
  };
  static constexpr size_t kStep = 128;
  static constexpr size_t kClasses = 32;    // frames up to 4 KiB
  static constexpr size_t kMostKept = 256;  // of each class and thread

  static size_t class_of(size_t size) { return (size - 1) / kStep; }
  static FramePool& of_thread() {
    thread_local FramePool pool;
    return pool;
  }

  std::array<Block*, kClasses> free_{};
  std::array<size_t, kClasses> count_{};
};

class PromiseBase {
 public:
  static void* operator new(size_t size) { return FramePool::take(size); }
  static void operator delete(void* frame, size_t size) { FramePool::give(frame, size); }

  std::suspend_always initial_suspend() const noexcept { return {}; }
  auto final_suspend() const noexcept { return Continue{awaiter_}; }
  void unhandled_exception() const { std::terminate(); }
  void continue_with(std::coroutine_handle<> awaiter) { awaiter_ = awaiter; }

 private:
  struct Continue {
    std::coroutine_handle<> awaiter;
    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<>) const noexcept {
      return awaiter ? awaiter : std::noop_coroutine();
    }
    void await_resume() const noexcept {}
  };

  std::coroutine_handle<> awaiter_;
};

template <class T>
class Task {
 public:
  struct promise_type : PromiseBase {
    std::optional<T> value;
    Task get_return_object() { return Task(Handle::from_promise(*this)); }
    void return_value(T result) { value.emplace(std::move(result)); }
    T take() { return std::move(*value); }
  };

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiter) const noexcept {
    handle_.promise().continue_with(awaiter);
    return handle_;
  }
  T await_resume() const { return handle_.promise().take(); }

 private:
  using Handle = std::coroutine_handle<promise_type>;
  explicit Task(Handle handle) : handle_(handle) {}

  Handle handle_;
};

template <>
class Task<void> {
 public:
  struct promise_type : PromiseBase {
    Task get_return_object() { return Task(Handle::from_promise(*this)); }
    void return_void() const {}
  };

  Task() = default;
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Task() {
    if (handle_) handle_.destroy();
  }

  // Runs an outermost task up to where it first waits.
  void start() const { handle_.resume(); }

  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiter) const noexcept {
    handle_.promise().continue_with(awaiter);
    return handle_;
  }
  void await_resume() const {}

 private:
  using Handle = std::coroutine_handle<promise_type>;
  explicit Task(Handle handle) : handle_(handle) {}

  Handle handle_;
};

}  // namespace gw::net
