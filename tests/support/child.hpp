// A program under test as a child process: started with arguments, its output kept in files,
// stopped with the test. POSIX, for tests alone.
#pragma once

#include <string>
#include <vector>

namespace gw::testing {

class Child {
 public:
  // Standard output and error go to `directory`/name.out and name.err.
  Child(const std::string& directory, const std::string& name, std::vector<std::string> command);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  // Kills a child that still runs.
  ~Child();

  void signal(int number) const;
  // The exit code, or 128 + the signal that ended it; -1 when it still runs after `timeout_s`.
  int wait(int timeout_s);
  std::string out() const;
  std::string err() const;
  // Waits until standard error holds `text`; false after `timeout_s` or when the child ended.
  bool wait_for_err(const std::string& text, int timeout_s);

 private:
  std::string base_;
  int pid_ = -1;
  int status_ = -1;
};

struct Finished {
  int code = -1;
  std::string out;
  std::string err;
};

// Runs to the end, at most 120 s.
Finished run(const std::string& directory, std::vector<std::string> command);

// A fresh directory that goes with the object.
class TempDirectory {
 public:
  TempDirectory();
  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;
  ~TempDirectory();
  const std::string& path() const { return path_; }
  std::string file(const std::string& name, const std::string& content) const;

 private:
  std::string path_;
};

std::string read_all(const std::string& path);

}  // namespace gw::testing
