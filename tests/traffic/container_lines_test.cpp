#include "support/catch.hpp"
#include "traffic/open.hpp"
#include "traffic/record_text.hpp"
#include "traffic/temp_file.hpp"

namespace gw::traffic {
namespace {

constexpr std::string_view kCri = "2025-11-24T16:00:00.1Z stdout F ";
constexpr std::string_view kPart = "2025-11-24T16:00:00.1Z stdout P ";
constexpr std::string_view kLine = "192.0.2.1 - - [24/Nov/2025:16:00:00 +0000] \"GET /";

std::string line(const std::string& path) {
  return std::string(kLine) + path + " HTTP/1.1\" 200 1";
}

std::string read_all(const std::string& content) {
  const TempFile file(content);
  const Result<std::unique_ptr<RecordSource>> source = open(file.path(), {});
  return source ? to_text(**source) : source.error().message;
}

}  // namespace

TEST_CASE("container lines: a wrapped log reads as it does bare", "[traffic]") {
  std::string bare;
  std::string wrapped;
  for (int i = 0; i < 20'000; ++i) {  // beyond one chunk
    bare += line(std::to_string(i)) + "\n";
    wrapped += std::string(kCri) + line(std::to_string(i)) + "\r\n";
  }
  const std::string expected = read_all(bare);
  CHECK(expected.find("records=20000 malformed=0") != std::string::npos);
  CHECK(read_all(wrapped) == expected);
  wrapped.resize(wrapped.size() - 2);
  CHECK(read_all(wrapped) == expected);
}

TEST_CASE("container lines: what is too long is one malformed line", "[traffic]") {
  const std::string start = std::string(kCri) + line("a") + "\n";
  const std::string end = std::string(kCri) + line("b") + "\n";
  const std::string tail = "malformed 2: the line is longer than 64 KiB: ";
  for (const size_t size : {size_t{70'000}, size_t{300'000}, size_t{1'000'000}}) {
    CAPTURE(size);
    const std::string read =
        read_all(start + std::string(kCri) + std::string(size, 'x') + "\n" + end);
    CHECK(read.find("lines=3 records=2 malformed=1") != std::string::npos);
    CHECK(read.find(tail) != std::string::npos);
  }
  std::string parts = start;
  for (int i = 0; i < 10; ++i) parts += std::string(kPart) + std::string(16'384, 'x') + "\n";
  CHECK(read_all(parts + end + end).find("lines=13 records=2 malformed=1 comments=0 blank=10") !=
        std::string::npos);
}

TEST_CASE("container lines: what is no wrapping stays", "[traffic]") {
  for (const std::string_view content :
       {R"({"log":"x","time":"2025-11-24T16:00:00Z","method":"GET","path":"/a"})",
        R"({"log":{"a":1},"stream":"x","time":"2025-11-24T16:00:00Z","method":"GET","path":"/a"})",
        R"({"stream":"x","time":"2025-11-24T16:00:00Z","method":"GET","path":"/a"})"}) {
    CAPTURE(content);
    CHECK(read_all(std::string(content)).find("json (plain)\nlines=1 records=1") !=
          std::string::npos);
  }
  CHECK(read_all("2025-11-24T16:00:00.1Z stdout X a\n").find("fits no format") !=
        std::string::npos);
}

}  // namespace gw::traffic
