#include "http/head_parser.hpp"

#include <memory>
#include <string>

#include "support/catch.hpp"

namespace gw::http {
namespace {

const std::string kHead = "GET /a?b HTTP/1.1\r\nHost: A:81\r\nX-One:  1 \r\n\r\n";

HeadOutcome parse(std::string_view bytes, const HeadLimits& limits, RequestParse& out) {
  HeadProgress progress;
  return parse_request_head(bytes, limits, progress, out);
}

WireError error_of(const HeadOutcome& outcome) {
  const auto* error = std::get_if<WireError>(&outcome);
  return error == nullptr ? WireError{0, "none"} : *error;
}

}  // namespace

TEST_CASE("head_parser: a request head as views of its bytes", "[http]") {
  const auto out = std::make_unique<RequestParse>();
  const std::string bytes = kHead + "body";
  REQUIRE(parse(bytes, {}, *out) == HeadOutcome(Parsed{kHead.size()}));
  CHECK(out->head.method == Method::kGet);
  CHECK(out->head.method_text == "GET");
  CHECK(out->target == "/a?b");
  CHECK(out->head.path == "/a");
  CHECK(out->head.path.data() == bytes.data() + 4);
  CHECK(out->head.query == "b");
  CHECK(out->head.has_query);
  CHECK(out->head.host == "a");
  CHECK(out->authority == Authority{"a", 81});
  CHECK(out->head.version == Version::kHttp11);
  REQUIRE(out->head.fields.size() == 2);
  CHECK(out->head.fields[1].name == "X-One");
  CHECK(out->head.fields[1].value == "1");
}

TEST_CASE("head_parser: nothing of an earlier head is left in the next", "[http]") {
  const auto out = std::make_unique<RequestParse>();
  REQUIRE(std::holds_alternative<Parsed>(parse(kHead, {}, *out)));
  REQUIRE(std::holds_alternative<Parsed>(parse("OPTIONS * HTTP/1.0\r\n\r\n", {}, *out)));
  CHECK(out->head.path == "*");
  CHECK(out->head.query.empty());
  CHECK_FALSE(out->head.has_query);
  CHECK(out->head.host.empty());
  CHECK(out->authority == Authority{});
  CHECK(out->head.fields.empty());
}

TEST_CASE("head_parser: an absolute target overrides Host", "[http]") {
  const auto out = std::make_unique<RequestParse>();
  REQUIRE(std::holds_alternative<Parsed>(
      parse("GET https://B.example:444?q HTTP/1.1\r\nHost: a\r\n\r\n", {}, *out)));
  CHECK(out->head.path == "/");
  CHECK(out->head.query == "q");
  CHECK(out->authority == Authority{"b.example", 444});
  REQUIRE(std::holds_alternative<Parsed>(
      parse("OPTIONS http://b HTTP/1.1\r\nHost: a\r\n\r\n", {}, *out)));
  CHECK(out->head.path == "*");
}

TEST_CASE("head_parser: an unfinished head is not read twice", "[http]") {
  const auto out = std::make_unique<RequestParse>();
  HeadProgress progress;
  std::string bytes = "GET / HTTP/1.1\r\nX: ";
  const size_t line = bytes.size() - 3;
  for (int i = 0; i < 1000; ++i) {
    bytes += 'v';
    REQUIRE(parse_request_head(bytes, {}, progress, *out) == HeadOutcome(Incomplete{}));
    REQUIRE(progress.line == line);
    REQUIRE(progress.scanned == bytes.size());
  }
  bytes += "\r\nHost: a\r\n\r\n";
  CHECK(parse_request_head(bytes, {}, progress, *out) == HeadOutcome(Parsed{bytes.size()}));
  REQUIRE(out->head.fields.size() == 2);
  CHECK(out->head.fields[0].value == std::string(1000, 'v'));
}

TEST_CASE("head_parser: an unfinished line waits until a control character decides", "[http]") {
  const auto out = std::make_unique<RequestParse>();
  CHECK(parse("", {}, *out) == HeadOutcome(Incomplete{}));
  CHECK(parse("\r", {}, *out) == HeadOutcome(Incomplete{}));
  CHECK(parse("GE(T", {}, *out) == HeadOutcome(Incomplete{}));
  CHECK(error_of(parse("GE(T\r\n", {}, *out)) == WireError{400, "request-line"});
  CHECK(error_of(parse("GET / HTTP/1.1\r\nX Y\x01", {}, *out)) ==
        WireError{400, "control-character"});
}

TEST_CASE("head_parser: limits hold at the byte", "[http]") {
  const auto out = std::make_unique<RequestParse>();
  const size_t size = kHead.size();
  CHECK(std::holds_alternative<Parsed>(parse(kHead, {.head_bytes_max = size}, *out)));
  CHECK(error_of(parse(kHead, {.head_bytes_max = size - 1}, *out)) ==
        WireError{431, "head-too-long"});
  CHECK(std::holds_alternative<Parsed>(parse(kHead, {.fields_max = 2}, *out)));
  CHECK(error_of(parse(kHead, {.fields_max = 1}, *out)) == WireError{431, "too-many-fields"});
  CHECK(std::holds_alternative<Parsed>(parse(kHead, {.target_bytes_max = 4}, *out)));
  CHECK(error_of(parse(kHead, {.target_bytes_max = 3}, *out)) == WireError{414, "target-too-long"});
  CHECK(std::holds_alternative<Parsed>(parse(kHead, {.method_bytes_max = 3}, *out)));
  CHECK(error_of(parse(kHead, {.method_bytes_max = 2}, *out)) == WireError{501, "method-too-long"});
  const HeadLimits no_blank{.leading_blank_lines_max = 0};
  CHECK(error_of(parse("\r\n" + kHead, no_blank, *out)) == WireError{400, "blank-line"});
}

TEST_CASE("head_parser: a response head", "[http]") {
  const auto out = std::make_unique<ResponseParse>();
  HeadProgress progress;
  const std::string bytes = "HTTP/1.0 503 Not now\r\nX_y: z\r\n\r\nrest";
  CHECK(parse_response_head(bytes, {}, progress, *out) == HeadOutcome(Parsed{bytes.size() - 4}));
  CHECK(out->head.status == 503);
  CHECK(out->head.reason == "Not now");
  CHECK(out->head.version == Version::kHttp10);
  REQUIRE(out->head.fields.size() == 1);
  CHECK(out->head.fields[0].name == "X_y");
}

}  // namespace gw::http
