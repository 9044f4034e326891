#include "net/program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "base/text.hpp"
#include "net/fd.hpp"

extern char** environ;

namespace gw::net {

namespace {

constexpr size_t kMaxErrBytes = 64 * 1024;

struct Pipe {
  Fd reader;
  Fd writer;
};

Result<Pipe> open_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return os_failure("open a pipe", errno);
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

// Closes it at its end.
void read_some(Fd& from, std::string& out) {
  std::array<char, 16384> buffer;
  const ssize_t got = ::read(from.get(), buffer.data(), buffer.size());
  if (got < 0 && errno == EINTR) return;
  if (got <= 0) {
    from.reset();
  } else {
    out.append(buffer.data(), static_cast<size_t>(got));
  }
}

// The environment, in the language of the C locale.
std::vector<std::string> plain_environment() {
  std::vector<std::string> out;
  for (char** one = environ; one != nullptr && *one != nullptr; ++one) {
    const std::string_view text = *one;
    if (!text.starts_with("LC_ALL=") && !text.starts_with("LANGUAGE=")) out.emplace_back(text);
  }
  out.emplace_back("LC_ALL=C");
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

// 0, or why it could not be started.
int spawn(pid_t& pid, std::vector<std::string>& words, const Pipe& out, const Pipe& err) {
  std::vector<std::string> environment = plain_environment();
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, out.writer.get(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, err.writer.get(), STDERR_FILENO);
  // What this process ignores the other one shall not.
  sigset_t usual;
  ::sigemptyset(&usual);
  ::sigaddset(&usual, SIGPIPE);
  ::posix_spawnattr_setsigdefault(&attributes, &usual);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  const int failed = ::posix_spawnp(&pid, words.front().c_str(), &actions, &attributes,
                                    pointers(words).data(), pointers(environment).data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  return failed;
}

// False when it is too much.
bool read_both(Fd& out, Fd& err, size_t max_bytes, Ended& ended) {
  while (out || err) {
    std::array<pollfd, 2> wanted{{{out.get(), POLLIN, 0}, {err.get(), POLLIN, 0}}};
    if (::poll(wanted.data(), wanted.size(), -1) < 0) {
      if (errno == EINTR) continue;
      return true;
    }
    if (wanted[0].revents != 0) read_some(out, ended.out);
    if (wanted[1].revents != 0) read_some(err, ended.err);
    if (ended.out.size() > max_bytes) return false;
    if (ended.err.size() > kMaxErrBytes) ended.err.resize(kMaxErrBytes);
  }
  return true;
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Result<Ended> run_program(std::vector<std::string> words, size_t max_bytes) {
  auto out = open_pipe();
  if (!out) return tl::unexpected(out.error());
  auto err = open_pipe();
  if (!err) return tl::unexpected(err.error());
  pid_t pid = 0;
  const int failed = spawn(pid, words, *out, *err);
  const std::string name = "'" + printable(words.front()) + "'";
  if (failed == ENOENT) return failure("cannot run " + name + ": it is not installed");
  if (failed != 0) return os_failure("run " + name, failed);
  out->writer.reset();
  err->writer.reset();
  Ended ended;
  const bool fits = read_both(out->reader, err->reader, max_bytes, ended);
  if (!fits) ::kill(pid, SIGKILL);
  ended.code = wait_for(pid);
  if (!fits) return failure(name + " writes more than " + grouped(max_bytes) + " bytes");
  return ended;
}

}  // namespace gw::net
