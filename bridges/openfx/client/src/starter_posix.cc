// SPDX-License-Identifier: Apache-2.0
#if !defined(_WIN32)
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "starter.h"
#include "system_files.h"

#if defined(__APPLE__)
#include <crt_externs.h>
#define environ (*_NSGetEnviron())
#else
extern char** environ;
#endif

namespace sfumato::engine {
namespace {

constexpr size_t most_said = 2000;

// Set by hosts for the sake of their own libraries and scripts.
constexpr const char* not_passed_on[] = {"LD_LIBRARY_PATH=", "LD_PRELOAD=", "DYLD_", "NODE_OPTIONS=", "NODE_PATH=",
                                         "ELECTRON_RUN_AS_NODE=", "LSAN_OPTIONS=", "SFUMATO_HOME="};

std::vector<std::string> child_environment(const std::string& home) {
  std::vector<std::string> variables;
  for (char** one = environ; *one; ++one) {
    bool passed = true;
    for (const char* prefix : not_passed_on) passed = passed && std::strncmp(*one, prefix, std::strlen(prefix)) != 0;
    if (passed) variables.emplace_back(*one);
  }
  const std::string set = home.empty() ? environment("SFUMATO_HOME") : home;
  if (!set.empty()) variables.push_back("SFUMATO_HOME=" + absolute(set));
  return variables;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

class PosixStarter : public Starter {
 public:
  PosixStarter(pid_t pid, int output) : pid_(pid), output_(output) {}
  ~PosixStarter() override {
    close(output_);
    // One that still runs is reaped by the system when the host ends.
    if (pid_ > 0) waitpid(pid_, nullptr, WNOHANG);
  }

  bool ended(std::string& said) override {
    listen();
    if (pid_ > 0) {
      int status = 0;
      const pid_t which = waitpid(pid_, &status, WNOHANG);
      if (which == 0) return false;
      pid_ = -1;
      // A host that waits for all of its children may have taken the status.
      failed_ = which > 0 && !(WIFEXITED(status) && WEXITSTATUS(status) == 0);
      listen();
    }
    said = failed_ ? (heard_.empty() ? "the command that starts it failed" : heard_) : "";
    return true;
  }

 private:
  void listen() {
    char piece[512];
    for (ssize_t got; (got = read(output_, piece, sizeof piece)) > 0;)
      heard_.append(piece, std::min(static_cast<size_t>(got), most_said - std::min(most_said, heard_.size())));
    while (!heard_.empty() && std::strchr(" \n", heard_.back())) heard_.pop_back();
  }

  pid_t pid_;
  int output_;
  bool failed_ = false;
  std::string heard_;
};

}  // namespace

std::unique_ptr<Starter> Starter::run(const std::vector<std::string>& command, const std::string& home,
                                      std::string& why) {
  int ends[2];
  if (pipe(ends) != 0) {
    why = std::strerror(errno);
    return nullptr;
  }
  for (const int end : ends) fcntl(end, F_SETFD, FD_CLOEXEC);
  fcntl(ends[0], F_SETFL, O_NONBLOCK);

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
  short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
#if defined(POSIX_SPAWN_CLOEXEC_DEFAULT)
  flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
  // The host's threads may block or ignore signals that the engine needs.
  sigset_t none, all;
  sigemptyset(&none);
  sigemptyset(&all);
  for (const int signal : {SIGHUP, SIGINT, SIGTERM, SIGPIPE, SIGCHLD, SIGCONT}) sigaddset(&all, signal);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, flags);

  std::vector<std::string> arguments = command, variables = child_environment(home);
  const std::vector<char*> argv = pointers(arguments), envp = pointers(variables);
  pid_t pid = -1;
  const int error = posix_spawnp(&pid, argv[0], &actions, &attributes, argv.data(), envp.data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(ends[1]);
  if (error == 0) return std::make_unique<PosixStarter>(pid, ends[0]);
  close(ends[0]);
  why = command[0] + ": " + std::strerror(error);
  return nullptr;
}

}  // namespace sfumato::engine
#endif
