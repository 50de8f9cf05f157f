// SPDX-License-Identifier: Apache-2.0
// Written to the Windows documentation, compiled with mingw-w64 and not yet run there.
#if defined(_WIN32)
#include <windows.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <mutex>
#include <vector>

#include "stream.h"
#include "system_text.h"

namespace sfumato::engine {
namespace {

constexpr DWORD connect_ms = 1000;
constexpr size_t piece = 64 * 1024;

// One direction of the pipe: at most one operation is under way, on a buffer of its own.
struct Operation {
  OVERLAPPED overlapped{};
  std::vector<char> buffer = std::vector<char>(piece);
  bool pending = false;

  Operation() { overlapped.hEvent = CreateEventW(nullptr, TRUE, FALSE, nullptr); }
  ~Operation() { CloseHandle(overlapped.hEvent); }
};

class PipeStream : public Stream {
 public:
  explicit PipeStream(HANDLE pipe) : pipe_(pipe), woken_(CreateEventW(nullptr, FALSE, FALSE, nullptr)) {}
  ~PipeStream() override {
    CancelIoEx(pipe_, nullptr);
    DWORD moved = 0;
    for (Operation* one : {&in_, &out_})
      if (one->pending) GetOverlappedResult(pipe_, &one->overlapped, &moved, TRUE);
    CloseHandle(pipe_);
    CloseHandle(woken_);
  }

  ptrdiff_t write(const char* bytes, size_t count) override {
    const std::lock_guard lock(writing_);
    if (broken_) return -1;
    if (!settled(out_)) return broken_ ? -1 : 0;
    const auto taken = static_cast<DWORD>(std::min(count, piece));
    std::memcpy(out_.buffer.data(), bytes, taken);
    ResetEvent(out_.overlapped.hEvent);
    out_.pending = true;
    if (!WriteFile(pipe_, out_.buffer.data(), taken, nullptr, &out_.overlapped) && GetLastError() != ERROR_IO_PENDING) {
      out_.pending = false;
      broken_ = true;
      return -1;
    }
    return taken;
  }

  ptrdiff_t read(char* bytes, size_t count) override {
    if (held_ == 0 && !receive()) return broken_ ? -1 : 0;
    const size_t taken = std::min(count, held_);
    std::memcpy(bytes, in_.buffer.data() + given_, taken);
    given_ += taken;
    held_ -= taken;
    return static_cast<ptrdiff_t>(taken);
  }

  Ready wait(bool to_write, int milliseconds) override {
    if (held_ == 0 && !in_.pending) receive();
    if (held_ > 0 || broken_) return {held_ > 0, false, broken_ && held_ == 0};
    const HANDLE events[] = {woken_, in_.overlapped.hEvent, out_.overlapped.hEvent};
    WaitForMultipleObjects(to_write ? 3 : 2, events, FALSE, static_cast<DWORD>(milliseconds));
    Ready ready;
    ready.readable = WaitForSingleObject(in_.overlapped.hEvent, 0) == WAIT_OBJECT_0;
    const std::lock_guard lock(writing_);
    ready.writable = to_write && settled(out_);
    ready.broken = broken_;
    return ready;
  }

  void wake() override { SetEvent(woken_); }

 private:
  // Whether nothing is under way.
  bool settled(Operation& one) {
    if (!one.pending) return true;
    DWORD moved = 0;
    if (GetOverlappedResult(pipe_, &one.overlapped, &moved, FALSE)) {
      one.pending = false;
      return true;
    }
    if (GetLastError() != ERROR_IO_INCOMPLETE) {
      one.pending = false;
      broken_ = true;
    }
    return false;
  }

  // Takes what has come and begins to wait for more. Whether there is something to read.
  bool receive() {
    DWORD moved = 0;
    if (in_.pending) {
      if (!GetOverlappedResult(pipe_, &in_.overlapped, &moved, FALSE)) {
        if (GetLastError() == ERROR_IO_INCOMPLETE) return false;
        in_.pending = false;
        broken_ = true;
        return false;
      }
      in_.pending = false;
      ResetEvent(in_.overlapped.hEvent);
      given_ = 0;
      held_ = moved;
      return moved > 0;
    }
    ResetEvent(in_.overlapped.hEvent);
    in_.pending = true;
    // A read that ends at once sets the event as well, and is taken by the next call.
    if (!ReadFile(pipe_, in_.buffer.data(), piece, nullptr, &in_.overlapped) && GetLastError() != ERROR_IO_PENDING) {
      in_.pending = false;
      broken_ = true;
    }
    return false;
  }

  HANDLE pipe_, woken_;
  Operation in_, out_;
  std::mutex writing_;
  size_t given_ = 0, held_ = 0;  // of in_.buffer
  std::atomic<bool> broken_{false};
};

}  // namespace

std::unique_ptr<Stream> Stream::connect(const std::string& address, std::string& why) {
  const std::wstring name = wide(address);
  const ULONGLONG until = GetTickCount64() + connect_ms;
  for (;;) {
    const HANDLE pipe = CreateFileW(name.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING,
                                    FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, nullptr);
    if (pipe != INVALID_HANDLE_VALUE) return std::make_unique<PipeStream>(pipe);
    const DWORD error = GetLastError();
    if (error != ERROR_PIPE_BUSY || GetTickCount64() >= until || !WaitNamedPipeW(name.c_str(), connect_ms)) {
      why = "system error " + std::to_string(error);
      return nullptr;
    }
  }
}

}  // namespace sfumato::engine
#endif
