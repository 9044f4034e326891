#include "http/body_reader.hpp"

#include <string>

#include "support/catch.hpp"

namespace gw::http {

TEST_CASE("body_reader: a body by length ends at its length", "[http]") {
  BodyReader body(BodyKind::kLength, 5, {}, 400);
  const std::string_view input = "hello next";
  const WireResult<BodyStep> step = body.feed(input);
  REQUIRE(step.has_value());
  CHECK(step->data == "hello");
  CHECK(step->data.data() == input.data());
  CHECK(step->consumed == 5);
  CHECK(step->done);
  CHECK_FALSE(body.finish().has_value());
}

TEST_CASE("body_reader: no body is done from the start", "[http]") {
  CHECK(BodyReader().done());
  CHECK(BodyReader(BodyKind::kNone, 0, {}, 400).done());
  CHECK(BodyReader(BodyKind::kLength, 0, {}, 400).done());
  BodyReader body(BodyKind::kNone, 0, {}, 400);
  CHECK(body.feed("GET")->consumed == 0);
}

TEST_CASE("body_reader: chunks come out one run a call, framing is consumed", "[http]") {
  BodyReader body(BodyKind::kChunked, 0, {}, 400);
  std::string_view input = "3\r\nabc\r\n2;x\r\nde\r\n0\r\nT: 1\r\n\r\nGET";
  std::string content;
  while (!body.done()) {
    const WireResult<BodyStep> step = body.feed(input);
    REQUIRE(step.has_value());
    content += step->data;
    content += '|';
    input.remove_prefix(step->consumed);
  }
  CHECK(content == "abc|de||");
  CHECK(input == "GET");
  CHECK(body.content_bytes() == 5);
}

TEST_CASE("body_reader: only a body until close may end with the connection", "[http]") {
  BodyReader close(BodyKind::kUntilClose, 0, {}, 502);
  CHECK(close.feed("abc")->data == "abc");
  CHECK_FALSE(close.done());
  CHECK_FALSE(close.finish().has_value());
  CHECK(close.done());
  BodyReader length(BodyKind::kLength, 5, {}, 502);
  CHECK(length.feed("abc").has_value());
  CHECK(length.finish() == WireError{502, "body-truncated"});
  BodyReader chunked(BodyKind::kChunked, 0, {}, 400);
  CHECK(chunked.feed("0\r\n").has_value());
  CHECK(chunked.finish() == WireError{400, "body-truncated"});
}

TEST_CASE("body_reader: content is bounded, whatever the framing", "[http]") {
  const BodyLimits four{.body_bytes_max = 4};
  BodyReader fits(BodyKind::kChunked, 0, four, 400);
  CHECK(fits.feed("4\r\n").has_value());
  CHECK(fits.feed("abcd")->data == "abcd");
  CHECK(fits.feed("\r\n1").error() == WireError{413, "body-too-long"});
  BodyReader close(BodyKind::kUntilClose, 0, four, 502);
  CHECK(close.feed("abcd").has_value());
  CHECK(close.feed("e").error() == WireError{502, "body-too-long"});
}

}  // namespace gw::http
