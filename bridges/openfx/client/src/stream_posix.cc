// SPDX-License-Identifier: Apache-2.0
#if !defined(_WIN32)
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "stream.h"

namespace sfumato::engine {
namespace {

constexpr int connect_ms = 1000;
#if defined(MSG_NOSIGNAL)
constexpr int send_flags = MSG_NOSIGNAL;
#else
constexpr int send_flags = 0;  // macOS: SO_NOSIGPIPE
#endif

bool prepare(int fd) {
  return fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) == 0;
}

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

class PosixStream : public Stream {
 public:
  PosixStream(int socket, const int pipe[2]) : socket_(socket), woken_(pipe[0]), waker_(pipe[1]) {}
  ~PosixStream() override {
    for (const int fd : {socket_, woken_, waker_}) close(fd);
  }

  ptrdiff_t write(const char* bytes, size_t count) override {
    const ssize_t sent = send(socket_, bytes, count, send_flags);
    if (sent >= 0) return sent;
    return would_block(errno) ? 0 : -1;
  }

  ptrdiff_t read(char* bytes, size_t count) override {
    const ssize_t got = recv(socket_, bytes, count, 0);
    if (got > 0) return got;
    return got < 0 && would_block(errno) ? 0 : -1;
  }

  Ready wait(bool to_write, int milliseconds) override {
    pollfd polled[] = {{socket_, static_cast<short>(POLLIN | (to_write ? POLLOUT : 0)), 0}, {woken_, POLLIN, 0}};
    Ready ready;
    if (poll(polled, 2, milliseconds) < 0) {
      ready.broken = errno != EINTR;
      return ready;
    }
    char drained[64];
    while (polled[1].revents != 0 && ::read(woken_, drained, sizeof drained) > 0) {
    }
    // What came before the other side went is still to be read.
    ready.readable = (polled[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0;
    ready.writable = (polled[0].revents & POLLOUT) != 0;
    ready.broken = (polled[0].revents & POLLNVAL) != 0;
    return ready;
  }

  void wake() override {
    const char byte = 0;
    // A full pipe wakes as well.
    if (::write(waker_, &byte, 1) < 0) return;
  }

 private:
  int socket_, woken_, waker_;
};

// Waits for a connection that the system has not made at once.
int finish_connecting(int fd) {
  pollfd polled{fd, POLLOUT, 0};
  if (poll(&polled, 1, connect_ms) <= 0) return ETIMEDOUT;
  int error = 0;
  socklen_t size = sizeof error;
  return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

}  // namespace

std::unique_ptr<Stream> Stream::connect(const std::string& address, std::string& why) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  if (address.size() >= sizeof name.sun_path) {
    why = "the socket's path is too long";
    return nullptr;
  }
  std::memcpy(name.sun_path, address.data(), address.size());
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  int pipe_ends[2] = {-1, -1};
  int error = 0;
  if (fd < 0 || pipe(pipe_ends) != 0 || !prepare(fd) || !prepare(pipe_ends[0]) || !prepare(pipe_ends[1])) error = errno;
#if defined(SO_NOSIGPIPE)
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
  if (!error && ::connect(fd, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0) {
    error = errno;
    if (error == EINPROGRESS || error == EINTR) error = finish_connecting(fd);
  }
  if (!error) return std::make_unique<PosixStream>(fd, pipe_ends);
  why = std::strerror(error);
  for (const int opened : {fd, pipe_ends[0], pipe_ends[1]})
    if (opened >= 0) close(opened);
  return nullptr;
}

}  // namespace sfumato::engine
#endif
