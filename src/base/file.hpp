// Whole files, and streams of bytes from files, compressed files and standard input. With net, the
// only place that meets the operating system.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace gw {

// All of a regular file, a pipe or, for "-", standard input; at most `max_bytes`. The message of an
// error names the path and the reason.
Result<std::string> read_file(const std::string& path, size_t max_bytes);

// Written whole beside the target and renamed over it, so that a reader sees the old or the new;
// the target keeps its mode, and a symbolic link stays one. What is no regular file (a pipe,
// /dev/stdout) is written to as it is.
Result<void> write_file(const std::string& path, std::string_view content);

// What a path leads to, symbolic links followed.
enum class PathKind : uint8_t { kNothing, kFile, kDirectory, kOther };
PathKind path_kind(const std::string& path);

// Absolute, without symbolic links, "." and ".."; the path as it is when it leads nowhere.
std::string real_path(const std::string& path);

// The path from `folder`, a real path, to the file: without symbolic links on the way, but the last
// name as it is. The name as it is when its folder leads nowhere.
std::string relative_path(const std::string& path, const std::string& folder);

// What reports to be read elsewhere call the file: by its way from `folder`, a real path, when it
// lies below that, without "." and ".." but with the links that the path goes by; by its absolute
// path when not.
std::string path_below(const std::string& path, const std::string& folder);

// The folder of a path: what comes before the last name, "." for a name alone.
std::string folder_of(const std::string& path);

struct DirectoryEntry {
  std::string name;
  PathKind kind = PathKind::kNothing;  // of what it leads to
  bool is_link = false;
};

// By name, without "." and "..".
Result<std::vector<DirectoryEntry>> list_directory(const std::string& path);

// Bytes in order. Two kinds exist: a plain descriptor and a decoder (gzip, zstd) over another.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills the front of `buffer`; 0 at the end. An error is final.
  virtual Result<size_t> read(std::span<char> buffer) = 0;
  // Compressed bytes taken from the outermost file so far, for progress.
  virtual size_t consumed() const = 0;
};

// Opens `path` ("-" is standard input) and looks at the first bytes: gzip and zstd content is
// decoded, whatever the name says. Several gzip members or zstd frames in a row are one stream.
Result<std::unique_ptr<ByteSource>> open_bytes(const std::string& path);

// Size in bytes of a regular file, 0 for anything else.
size_t file_size(const std::string& path);

}  // namespace gw
