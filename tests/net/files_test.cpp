#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/file.hpp"
#include "net/append_file.hpp"
#include "net/file_watch.hpp"
#include "net/folder_watch.hpp"
#include "net/resolver.hpp"
#include "net/signals.hpp"
#include "support/catch.hpp"

using namespace gw;
using namespace gw::net;

namespace {

struct TempFolder {
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "gw-net-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~TempFolder() { std::filesystem::remove_all(path); }
  std::string path;
};

std::unique_ptr<Loop> new_loop() {
  return std::move(Loop::create().value());
}

}  // namespace

TEST_CASE("append_file: starts anew and grows", "[net]") {
  const TempFolder folder;
  const std::string path = folder.path + "/log";
  REQUIRE(write_file(path, "old"));
  Result<AppendFile> file = AppendFile::create(path);
  REQUIRE(file);
  REQUIRE(file->write("one\n"));
  REQUIRE(file->write("two\n"));
  CHECK(*read_file(path, 100) == "one\ntwo\n");
  REQUIRE(AppendFile::create(folder.path + "/new"));
  CHECK(std::filesystem::status(folder.path + "/new").permissions() ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

TEST_CASE("append_file: errors name the file and the reason", "[net]") {
  const TempFolder folder;
  CHECK(AppendFile::create(folder.path).error().message ==
        "cannot open '" + folder.path + "': Is a directory");
  CHECK(AppendFile::create("/dev/full")->write("x").error().message ==
        "cannot write '/dev/full': No space left on device");
}

TEST_CASE("file_watch: sees writes, replacements and moved links, not other files", "[net]") {
  const TempFolder folder;
  const std::string path = folder.path + "/gw.yaml";
  REQUIRE(write_file(path, "a"));
  const auto loop = new_loop();
  int changes = 0;
  const auto watch = FileWatch::open(*loop, {path}, [&] { ++changes; });
  REQUIRE(watch);
  REQUIRE(write_file(folder.path + "/other", "x"));
  loop->turn(seconds(10));
  CHECK(changes == 0);
  std::ofstream(path) << "longer";
  while (changes < 1) loop->turn(seconds(10));
  REQUIRE(write_file(path, "replaced"));
  while (changes < 2) loop->turn(seconds(10));
  REQUIRE(write_file(folder.path + "/target", "behind a link"));
  std::filesystem::create_symlink("target", folder.path + "/link");
  std::filesystem::rename(folder.path + "/link", path);
  while (changes < 3) loop->turn(seconds(10));
  CHECK(changes == 3);
  const TempFolder elsewhere;
  REQUIRE(write_file(elsewhere.path + "/target", "in another folder"));
  std::filesystem::create_symlink(elsewhere.path + "/target", folder.path + "/link");
  std::filesystem::rename(folder.path + "/link", path);
  while (changes < 4) loop->turn(seconds(10));
  REQUIRE(write_file(elsewhere.path + "/target", "and written there"));
  while (changes < 5) loop->turn(seconds(10));
}

TEST_CASE("folder_watch: sees what comes, is written and goes in a folder, not below", "[net]") {
  const TempFolder folder;
  const auto loop = new_loop();
  const std::string below = folder.path + "/below";
  std::filesystem::create_directory(below);
  int changes = 0;
  const std::vector<std::string> folders{folder.path, folder.path + "/none"};
  const auto watch = FolderWatch::open(*loop, folders, [&] { ++changes; });
  REQUIRE(watch);
  REQUIRE(write_file(below + "/file", "not here"));
  loop->turn(milliseconds(50));
  CHECK(changes == 0);
  const auto sees = [&] {
    const int before = changes;
    loop->turn(seconds(10));
    return changes > before;
  };
  REQUIRE(write_file(folder.path + "/file", "new"));
  CHECK(sees());
  REQUIRE(write_file(folder.path + "/file", "written"));
  CHECK(sees());
  std::filesystem::rename(folder.path + "/file", below + "/file");
  CHECK(sees());
  std::filesystem::rename(below + "/file", folder.path + "/other");
  CHECK(sees());
  std::filesystem::remove(folder.path + "/other");
  CHECK(sees());
}

TEST_CASE("resolver: an address is answered at once, a name on the loop", "[net]") {
  const auto loop = new_loop();
  Resolver resolver;
  std::string got;
  resolver.resolve(*loop, "::1", 80, [&](Resolution answer) { got = to_string(answer->at(0)); });
  CHECK(got == "[::1]:80");
  bool found = false;
  resolver.resolve(*loop, "localhost", 81, [&](Resolution answer) {
    found = answer && is_loopback(answer->at(0).ip) && answer->at(0).port == 81;
    loop->stop();
  });
  CHECK_FALSE(found);
  loop->run();
  CHECK(found);
}

TEST_CASE("resolver: a name that cannot exist is an error with the name", "[net]") {
  const auto loop = new_loop();
  Resolver resolver;
  std::string message;
  resolver.resolve(*loop, "no such\nhost", 80, [&](Resolution answer) {
    message = answer.error().message;
    loop->stop();
  });
  loop->run();
  CHECK(message.substr(0, 34) == "cannot resolve 'no such\\x0ahost': ");
}

TEST_CASE("signals: become events of the loop", "[net]") {
  const auto loop = new_loop();
  std::vector<Signal> got;
  const auto signals = Signals::open(*loop, [&](Signal signal) { got.push_back(signal); });
  REQUIRE(signals);
  ::raise(SIGHUP);
  while (got.size() < 1) loop->turn(seconds(10));
  ::raise(SIGTERM);
  while (got.size() < 2) loop->turn(seconds(10));
  CHECK(got == std::vector{Signal::kHangUp, Signal::kTerminate});
}
