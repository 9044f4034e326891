#include "base/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace gw {
namespace {

std::string describe(const char* what, const std::string& path, int error) {
  return std::string("cannot ") + what + " '" + printable(path) + "': " + std::strerror(error);
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (fd_ > STDERR_FILENO) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

Result<Descriptor> open_read(const std::string& path) {
  if (path == "-") return Descriptor(STDIN_FILENO);
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return failure(describe("open", path, errno));
  struct stat info{};
  if (::fstat(file.get(), &info) == 0 && S_ISDIR(info.st_mode)) {
    return failure(describe("read", path, EISDIR));
  }
  return file;
}

class PlainSource final : public ByteSource {
 public:
  PlainSource(std::string path, Descriptor file) : path_(std::move(path)), file_(std::move(file)) {}

  Result<size_t> read(std::span<char> buffer) override {
    for (;;) {
      const ssize_t got = ::read(file_.get(), buffer.data(), buffer.size());
      if (got >= 0) {
        consumed_ += static_cast<size_t>(got);
        return static_cast<size_t>(got);
      }
      if (errno != EINTR) return failure(describe("read", path_, errno));
    }
  }
  size_t consumed() const override { return consumed_; }

 private:
  std::string path_;
  Descriptor file_;
  size_t consumed_ = 0;
};

// Gives back what was read to look at the first bytes, then goes on with the source.
class RewoundSource final : public ByteSource {
 public:
  RewoundSource(std::string head, std::unique_ptr<ByteSource> rest)
      : head_(std::move(head)), rest_(std::move(rest)) {}

  Result<size_t> read(std::span<char> buffer) override {
    if (at_ == head_.size()) return rest_->read(buffer);
    const size_t count = std::min(buffer.size(), head_.size() - at_);
    std::memcpy(buffer.data(), head_.data() + at_, count);
    at_ += count;
    return count;
  }
  size_t consumed() const override { return rest_->consumed(); }

 private:
  std::string head_;
  std::unique_ptr<ByteSource> rest_;
  size_t at_ = 0;
};

constexpr size_t kInputBytes = 256 * 1024;

// The compressed side of a decoder: a buffer that is refilled when it is empty.
class Input {
 public:
  explicit Input(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

  // False at the end of the source.
  Result<bool> fill() {
    if (at_ < size_) return true;
    Result<size_t> got = source_->read(buffer_);
    if (!got) return tl::unexpected(got.error());
    at_ = 0;
    size_ = *got;
    return size_ != 0;
  }
  char* data() { return buffer_.data() + at_; }
  size_t size() const { return size_ - at_; }
  void advance(size_t count) { at_ += count; }
  size_t consumed() const { return source_->consumed(); }

 private:
  std::unique_ptr<ByteSource> source_;
  std::vector<char> buffer_ = std::vector<char>(kInputBytes);
  size_t at_ = 0;
  size_t size_ = 0;
};

class GzipSource final : public ByteSource {
 public:
  GzipSource(std::string path, std::unique_ptr<ByteSource> source)
      : path_(std::move(path)), input_(std::move(source)) {
    constexpr int kGzipOnly = 16 + MAX_WBITS;
    inflateInit2(&stream_, kGzipOnly);
  }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;
  ~GzipSource() override { inflateEnd(&stream_); }

  Result<size_t> read(std::span<char> buffer) override {
    stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream_.avail_out = static_cast<uInt>(buffer.size());
    while (stream_.avail_out == buffer.size()) {
      Result<bool> more = input_.fill();
      if (!more) return tl::unexpected(more.error());
      if (more.value() && between_members_ && any_member_) skip_padding();
      if (*more && input_.size() == 0) continue;
      if (!*more && between_members_) return 0;
      if (!*more) return failure("'" + printable(path_) + "' ends in the middle of gzip data");
      Result<void> step = inflate_some();
      if (!step) return tl::unexpected(step.error());
    }
    return buffer.size() - stream_.avail_out;
  }
  size_t consumed() const override { return input_.consumed(); }

 private:
  // Zeros behind the last member are what tapes and blocks are filled up with.
  void skip_padding() {
    while (input_.size() > 0 && *input_.data() == '\0') input_.advance(1);
  }

  Result<void> inflate_some() {
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(input_.size());
    between_members_ = false;
    const int status = inflate(&stream_, Z_NO_FLUSH);
    input_.advance(input_.size() - stream_.avail_in);
    if (status == Z_STREAM_END) {
      between_members_ = true;
      any_member_ = true;
      inflateReset(&stream_);
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      return failure("'" + printable(path_) + "' holds damaged gzip data");
    }
    return {};
  }

  std::string path_;
  Input input_;
  z_stream stream_{};
  bool between_members_ = true;
  bool any_member_ = false;
};

class ZstdSource final : public ByteSource {
 public:
  ZstdSource(std::string path, std::unique_ptr<ByteSource> source)
      : path_(std::move(path)), input_(std::move(source)), stream_(ZSTD_createDStream()) {}
  ZstdSource(const ZstdSource&) = delete;
  ZstdSource& operator=(const ZstdSource&) = delete;
  ~ZstdSource() override { ZSTD_freeDStream(stream_); }

  Result<size_t> read(std::span<char> buffer) override {
    ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
    while (out.pos == 0) {
      Result<bool> more = input_.fill();
      if (!more) return tl::unexpected(more.error());
      if (!*more && at_frame_end_) return 0;
      ZSTD_inBuffer in{input_.data(), input_.size(), 0};
      const size_t status = ZSTD_decompressStream(stream_, &out, &in);
      if (ZSTD_isError(status) != 0) {
        return failure("'" + printable(path_) + "' holds damaged zstd data");
      }
      input_.advance(in.pos);
      at_frame_end_ = status == 0;
      if (!*more && out.pos == 0) {
        return failure("'" + printable(path_) + "' ends in the middle of zstd data");
      }
    }
    return out.pos;
  }
  size_t consumed() const override { return input_.consumed(); }

 private:
  std::string path_;
  Input input_;
  ZSTD_DStream* stream_;
  bool at_frame_end_ = true;
};

Result<void> write_all(int fd, std::string_view content, const std::string& path) {
  while (!content.empty()) {
    const ssize_t wrote = ::write(fd, content.data(), content.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return failure(describe("write", path, errno));
    content.remove_prefix(static_cast<size_t>(wrote));
  }
  return {};
}

}  // namespace

Result<std::string> read_file(const std::string& path, size_t max_bytes) {
  Result<Descriptor> file = open_read(path);
  if (!file) return tl::unexpected(file.error());
  PlainSource source(path, std::move(*file));
  std::string content;
  std::array<char, 65536> chunk;
  for (;;) {
    Result<size_t> got = source.read(chunk);
    if (!got) return tl::unexpected(got.error());
    if (*got == 0) return content;
    content.append(chunk.data(), *got);
    if (content.size() > max_bytes) {
      return failure("'" + printable(path) + "' is larger than " + std::to_string(max_bytes) +
                     " bytes");
    }
  }
}

namespace {

// A new file beside another one, gone with this unless it took the place of that one.
class FileBeside {
 public:
  // Its name is nobody's: neither a neighbour's nor that of a link.
  static Result<FileBeside> create(const std::string& real, const std::string& path) {
    constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    constexpr int kMostNames = 100;
    for (int i = 1;; ++i) {
      std::string name = real + "." + std::to_string(i) + ".new";
      Descriptor file(::open(name.c_str(), kFlags, 0666));
      if (file.get() >= 0) return FileBeside(std::move(name), std::move(file));
      if (errno != EEXIST || i == kMostNames) return failure(describe("write", path, errno));
    }
  }
  FileBeside(FileBeside&& other) noexcept
      : name_(std::exchange(other.name_, {})), file_(std::move(other.file_)) {}
  FileBeside(const FileBeside&) = delete;
  FileBeside& operator=(const FileBeside&) = delete;
  FileBeside& operator=(FileBeside&&) = delete;
  ~FileBeside() {
    if (!name_.empty()) ::unlink(name_.c_str());
  }

  int get() const { return file_.get(); }
  bool replace(const std::string& real) {
    if (std::rename(name_.c_str(), real.c_str()) != 0) return false;
    name_.clear();
    return true;
  }

 private:
  FileBeside(std::string name, Descriptor file) : name_(std::move(name)), file_(std::move(file)) {}

  std::string name_;  // empty: it is no more
  Descriptor file_;
};

// What a link leads to, though it be nothing yet; the path itself for what is no link.
Result<std::string> link_target(const std::string& path) {
  constexpr int kMostLinks = 40;
  std::error_code none;
  std::filesystem::path at = path;
  for (int i = 0; std::filesystem::is_symlink(at, none); ++i) {
    if (i == kMostLinks) return failure(describe("write", path, ELOOP));
    at = at.parent_path() / std::filesystem::read_symlink(at, none);
  }
  return at.string();
}

}  // namespace

Result<void> write_file(const std::string& path, std::string_view content) {
  struct stat info{};
  const bool exists = ::stat(path.c_str(), &info) == 0;
  if (exists && !S_ISREG(info.st_mode)) {  // a pipe or a device: nothing to replace
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (file.get() < 0) return failure(describe("write", path, errno));
    return write_all(file.get(), content, path);
  }
  const Result<std::string> real = exists ? real_path(path) : link_target(path);
  if (!real) return tl::unexpected(real.error());
  Result<FileBeside> file = FileBeside::create(*real, path);
  if (!file) return tl::unexpected(file.error());
  if (exists && ::fchmod(file->get(), info.st_mode & 07777) != 0) {
    return failure(describe("write", path, errno));
  }
  if (Result<void> wrote = write_all(file->get(), content, path); !wrote) return wrote;
  if (!file->replace(*real)) return failure(describe("replace", path, errno));
  return {};
}

PathKind path_kind(const std::string& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) return PathKind::kNothing;
  if (S_ISREG(info.st_mode)) return PathKind::kFile;
  return S_ISDIR(info.st_mode) ? PathKind::kDirectory : PathKind::kOther;
}

std::string real_path(const std::string& path) {
  std::error_code none;
  const std::string real = std::filesystem::canonical(path, none).string();
  return real.empty() ? path : real;
}

std::string folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return path.substr(0, std::max<size_t>(slash, 1));
}

std::string relative_path(const std::string& path, const std::string& folder) {
  const std::filesystem::path real = real_path(folder_of(path));
  if (!real.is_absolute()) return path;
  return (real / std::filesystem::path(path).filename()).lexically_relative(folder).string();
}

std::string path_below(const std::string& path, const std::string& folder) {
  const std::filesystem::path given(path);
  const bool goes_up = std::ranges::find(given, "..") != given.end();
  if (given.is_relative() && !goes_up) return given.lexically_normal().string();
  std::string relative = relative_path(path, folder);
  if (!relative.starts_with("../") && !relative.starts_with('/')) return relative;
  return (std::filesystem::path(real_path(folder_of(path))) / given.filename()).string();
}

Result<std::vector<DirectoryEntry>> list_directory(const std::string& path) {
  std::error_code error;
  std::vector<DirectoryEntry> entries;
  std::filesystem::directory_iterator at(path, error);
  for (; !error && at != std::filesystem::directory_iterator(); at.increment(error)) {
    std::error_code none;
    entries.push_back(
        {at->path().filename().string(), path_kind(at->path().string()), at->is_symlink(none)});
  }
  if (error) return failure(describe("read", path, error.value()));
  std::ranges::sort(entries, {}, &DirectoryEntry::name);
  return entries;
}

Result<std::unique_ptr<ByteSource>> open_bytes(const std::string& path) {
  Result<Descriptor> file = open_read(path);
  if (!file) return tl::unexpected(file.error());
  std::unique_ptr<ByteSource> source = std::make_unique<PlainSource>(path, std::move(*file));
  std::string head;
  while (head.size() < 4) {
    std::array<char, 4> bytes;
    Result<size_t> got = source->read(std::span(bytes).first(4 - head.size()));
    if (!got) return tl::unexpected(got.error());
    if (*got == 0) break;
    head.append(bytes.data(), *got);
  }
  source = std::make_unique<RewoundSource>(head, std::move(source));
  if (head.starts_with("\x1F\x8B")) return std::make_unique<GzipSource>(path, std::move(source));
  if (head == "\x28\xB5\x2F\xFD") return std::make_unique<ZstdSource>(path, std::move(source));
  return source;
}

size_t file_size(const std::string& path) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return 0;
  return static_cast<size_t>(info.st_size);
}

}  // namespace gw
