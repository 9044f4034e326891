// Every file of testdata/http: raw bytes whose expectation is their name.
//   accept/NAME.http                          read to the end without refusal
//   reject/STATUS_REASON[_DETAIL].http        refused with exactly that
//   .../response_...                          an upstream's bytes, not a client's
#include <algorithm>
#include <filesystem>
#include <vector>

#include "base/file.hpp"
#include "base/text.hpp"
#include "http/transcript.hpp"
#include "support/catch.hpp"

namespace gw::http {
namespace {

struct Case {
  std::string name;  // without directory and ".http"
  std::string bytes;
  Transcript::Side side;
};

std::vector<Case> cases_in(const std::string& folder) {
  std::vector<Case> cases;
  const std::string path = std::string(GW_SOURCE_DIR) + "/testdata/http/" + folder;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    Result<std::string> bytes = read_file(entry.path().string(), 1 << 20);
    REQUIRE(bytes.has_value());
    const std::string name = entry.path().stem().string();
    const bool response = name.starts_with("response_");
    cases.push_back({name, *std::move(bytes),
                     response ? Transcript::Side::kResponses : Transcript::Side::kRequests});
  }
  std::sort(cases.begin(), cases.end(),
            [](const Case& a, const Case& b) { return a.name < b.name; });
  return cases;
}

std::string read_at_once(const Case& wire) {
  Transcript transcript(wire.side);
  transcript.feed(wire.bytes);
  return transcript.finish();
}

std::string read_in_pieces(const Case& wire, size_t piece) {
  Transcript transcript(wire.side);
  for (size_t i = 0; i < wire.bytes.size(); i += piece) {
    transcript.feed(std::string_view(wire.bytes).substr(i, piece));
  }
  return transcript.finish();
}

std::string read_cut_at(const Case& wire, size_t cut) {
  Transcript transcript(wire.side);
  transcript.feed(std::string_view(wire.bytes).substr(0, cut));
  transcript.feed(std::string_view(wire.bytes).substr(cut));
  return transcript.finish();
}

}  // namespace

TEST_CASE("wire: every file in accept is read to its end", "[http]") {
  for (const Case& wire : cases_in("accept")) {
    Transcript transcript(wire.side);
    transcript.feed(wire.bytes);
    const std::string text = transcript.finish();
    INFO(wire.name << ":\n" << text);
    CHECK_FALSE(transcript.was_refused());
    CHECK(transcript.complete_messages() >= 1);
    CHECK(text.find("incomplete") == std::string::npos);
  }
}

TEST_CASE("wire: every file in reject is refused as its name says", "[http]") {
  for (const Case& wire : cases_in("reject")) {
    std::string_view expected = wire.name;
    if (expected.starts_with("response_")) expected.remove_prefix(9);
    const std::vector<std::string_view> words = split(expected, '_');
    REQUIRE(words.size() >= 2);
    Transcript transcript(wire.side);
    transcript.feed(wire.bytes);
    INFO(wire.name << ":\n" << printable(transcript.finish(), 2000));
    CHECK(std::to_string(transcript.error().status) == words[0]);
    CHECK(transcript.error().reason == words[1]);
  }
}

TEST_CASE("wire: the reading does not depend on how the bytes were cut", "[http]") {
  for (const char* folder : {"accept", "reject"}) {
    for (const Case& wire : cases_in(folder)) {
      INFO(folder << "/" << wire.name);
      const std::string whole = read_at_once(wire);
      for (const size_t piece : {1, 2, 3, 7, 1000}) CHECK(read_in_pieces(wire, piece) == whole);
      const size_t stride = wire.bytes.size() / 400 + 1;
      for (size_t cut = 1; cut < wire.bytes.size(); cut += stride) {
        if (read_cut_at(wire, cut) != whole) FAIL("cut at " << cut);
      }
    }
  }
}

}  // namespace gw::http
