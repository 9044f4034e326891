#include "support/child.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

namespace gw::testing {
namespace {

void redirect(const std::string& path, int fd) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(file, fd);
  ::close(file);
}

// Polls `done` every few milliseconds: how a test waits for another process.
template <class Done>
bool within(int timeout_s, Done done) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(timeout_s);
  while (!done()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace

Child::Child(const std::string& directory, const std::string& name,
             std::vector<std::string> command)
    : base_(directory + "/" + name) {
  std::vector<char*> argv;
  for (std::string& word : command) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ != 0) return;
  redirect(base_ + ".out", STDOUT_FILENO);
  redirect(base_ + ".err", STDERR_FILENO);
  ::execvp(argv[0], argv.data());
  ::_exit(127);
}

Child::~Child() {
  if (status_ >= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Child::signal(int number) const {
  ::kill(pid_, number);
}

int Child::wait(int timeout_s) {
  within(timeout_s, [&] {
    int status = 0;
    if (status_ >= 0 || ::waitpid(pid_, &status, WNOHANG) != pid_) return status_ >= 0;
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return true;
  });
  return status_;
}

std::string Child::out() const {
  return read_all(base_ + ".out");
}
std::string Child::err() const {
  return read_all(base_ + ".err");
}

bool Child::wait_for_err(const std::string& text, int timeout_s) {
  return within(timeout_s, [&] { return err().find(text) != std::string::npos || wait(0) >= 0; }) &&
         err().find(text) != std::string::npos;
}

Finished run(const std::string& directory, std::vector<std::string> command) {
  Child child(directory, "run", std::move(command));
  const int code = child.wait(120);
  return {code, child.out(), child.err()};
}

TempDirectory::TempDirectory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "gw-test-XXXXXX").string();
  path_ = ::mkdtemp(pattern.data());
}

TempDirectory::~TempDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TempDirectory::file(const std::string& name, const std::string& content) const {
  const std::string path = path_ + "/" + name;
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

std::string read_all(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream all;
  all << file.rdbuf();
  return all.str();
}

}  // namespace gw::testing
