#include "base/file.hpp"

#include <stdlib.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <initializer_list>
#include <string>

#include "support/catch.hpp"

namespace gw {
namespace {

namespace fs = std::filesystem;

// A folder that is gone after the test.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "gw-file-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string operator/(const char* name) const { return (path_ / name).string(); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

}  // namespace

TEST_CASE("write_file: the target is new or replaced, and keeps its mode", "[base]") {
  const Folder folder;
  REQUIRE(write_file(folder / "a", "one"));
  CHECK(read_file(folder / "a", 100) == "one");
  REQUIRE(::chmod((folder / "a").c_str(), 0640) == 0);
  REQUIRE(write_file(folder / "a", "two"));
  CHECK(read_file(folder / "a", 100) == "two");
  CHECK(fs::status(folder / "a").permissions() == fs::perms{0640});
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);
}

TEST_CASE("write_file: a symbolic link stays one, and what it names is written", "[base]") {
  const Folder folder;
  REQUIRE(write_file(folder / "real", "one"));
  fs::create_symlink("real", folder / "link");
  REQUIRE(write_file(folder / "link", "two"));
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(read_file(folder / "real", 100) == "two");
}

TEST_CASE("write_file: a link to nothing yet stays one, a link to itself is told", "[base]") {
  const Folder folder;
  fs::create_symlink("real", folder / "link");
  fs::create_symlink("link", folder / "far");
  REQUIRE(write_file(folder / "far", "one"));
  CHECK(fs::is_symlink(folder / "far"));
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(read_file(folder / "real", 100) == "one");
  fs::create_symlink("self", folder / "self");
  CHECK_FALSE(write_file(folder / "self", "x"));
  CHECK(fs::is_symlink(folder / "self"));
}

TEST_CASE("write_file: files and links beside the target are somebody's", "[base]") {
  const Folder folder;
  const std::array<const char*, 3> names{"a.new", "a.1.new", "a.2.new"};
  for (const char* name : names) REQUIRE(write_file(folder / name, "mine"));
  REQUIRE(write_file(folder / "precious", "mine"));
  fs::create_symlink("precious", folder / "a.3.new");
  fs::create_symlink("nothing", folder / "a.4.new");
  REQUIRE(write_file(folder / "a", "one"));
  REQUIRE(write_file(folder / "a", "two"));
  CHECK(read_file(folder / "a", 100) == "two");
  for (const char* name : names) CHECK(read_file(folder / name, 100) == "mine");
  CHECK(read_file(folder / "precious", 100) == "mine");
  CHECK_FALSE(fs::exists(folder / "nothing"));
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 7);
}

TEST_CASE("write_file: a device is written to and not replaced", "[base]") {
  REQUIRE(fs::is_character_file("/dev/full"));
  CHECK_FALSE(write_file("/dev/full", "x"));
  CHECK(write_file("/dev/null", "x"));
  CHECK(fs::is_character_file("/dev/full"));
  CHECK(fs::is_character_file("/dev/null"));
}

TEST_CASE("write_file: what cannot be written is told and leaves nothing behind", "[base]") {
  const Folder folder;
  const auto wrote = write_file(folder / "none/a", "x");
  REQUIRE_FALSE(wrote);
  CHECK(wrote.error().message.starts_with("cannot write '"));
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("relative_path: from folder to file without the links between", "[base]") {
  const Folder folder;
  const std::string real = real_path(folder.path().string());
  fs::create_directories(folder.path() / "a/b");
  fs::create_directory_symlink("a", folder.path() / "link");
  for (const auto& [path, from, relative] :
       std::initializer_list<std::array<std::string, 3>>{{"/gw.yaml", "", "gw.yaml"},
                                                         {"/a/b/gw.yaml", "", "a/b/gw.yaml"},
                                                         {"/gw.yaml", "/a/b", "../../gw.yaml"},
                                                         {"/a/b/gw.yaml", "/a", "b/gw.yaml"},
                                                         {"/link/b/../gw.yaml", "/a", "gw.yaml"},
                                                         {"/link/gw.yaml", "/a/b", "../gw.yaml"},
                                                         {"/link", "", "link"}}) {
    CAPTURE(path, from);
    CHECK(relative_path(real + path, real + from) == relative);
  }
  CHECK(relative_path("none/of/it", real) == "none/of/it");
  CHECK(folder_of("a") == ".");
  CHECK(folder_of("/a") == "/");
  CHECK(folder_of("a/b/c") == "a/b");
}

TEST_CASE("path_below: below a folder from there, else absolute", "[base]") {
  const Folder folder;
  const std::string real = real_path(folder.path().string());
  fs::create_directories(folder.path() / "a/b");
  fs::create_directory_symlink("a", folder.path() / "link");
  for (const auto& [path, from, below] : std::initializer_list<std::array<std::string, 3>>{
           {real + "/a/gw.yaml", real, "a/gw.yaml"},
           {real + "/a/b/../gw.yaml", real, "a/gw.yaml"},
           {real + "/link/b/gw.yaml", real, "a/b/gw.yaml"},
           {real + "/gw.yaml", real + "/a", real + "/gw.yaml"},
           {"link/gw.yaml", real, "link/gw.yaml"},
           {"./a//b/./gw.yaml", real, "a/b/gw.yaml"},
           {".//gw.yaml", real, "gw.yaml"},
           {"stdin", real, "stdin"}}) {
    CAPTURE(path, from);
    CHECK(path_below(path, from) == below);
  }
}

}  // namespace gw
