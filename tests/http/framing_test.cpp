#include "http/framing.hpp"

#include <vector>

#include "support/catch.hpp"

namespace gw::http {
namespace {

using Fields = std::vector<Field>;

ResponseFraming answer(uint16_t status, const Fields& fields, Method request) {
  ResponseHead head;
  head.status = status;
  head.fields = fields;
  const WireResult<ResponseFraming> framing = response_framing(head, request);
  REQUIRE(framing.has_value());
  return *framing;
}

RequestFraming ask(Version version, const Fields& fields) {
  RequestHead head;
  head.method = Method::kGet;
  head.version = version;
  head.fields = fields;
  const WireResult<RequestFraming> framing = request_framing(head, 100);
  REQUIRE(framing.has_value());
  return *framing;
}

}  // namespace

TEST_CASE("framing: an answer has no body after HEAD and by its status", "[http]") {
  const Fields length{{"Content-Length", "7"}};
  CHECK(answer(200, length, Method::kGet).body == BodyKind::kLength);
  CHECK(answer(200, length, Method::kGet).length == 7);
  const ResponseFraming to_head = answer(200, length, Method::kHead);
  CHECK(to_head.body == BodyKind::kNone);
  CHECK(to_head.declared_length == 7);
  CHECK(to_head.keep_alive);
  CHECK(answer(304, length, Method::kGet).declared_length == 7);
  CHECK(answer(304, {}, Method::kGet).body == BodyKind::kNone);
  const Fields zero{{"Content-Length", "0"}};
  CHECK(answer(204, zero, Method::kGet).body == BodyKind::kNone);
  CHECK_FALSE(answer(204, zero, Method::kGet).declared_length.has_value());
  CHECK(answer(100, {}, Method::kGet).body == BodyKind::kNone);
}

TEST_CASE("framing: an answer without length lasts until close", "[http]") {
  const ResponseFraming framing = answer(200, {{"Connection", "keep-alive"}}, Method::kGet);
  CHECK(framing.body == BodyKind::kUntilClose);
  CHECK_FALSE(framing.keep_alive);
  CHECK(answer(200, {{"Transfer-Encoding", "Chunked"}}, Method::kGet).body == BodyKind::kChunked);
}

TEST_CASE("framing: connection options of both versions", "[http]") {
  const auto v11 = Version::kHttp11;
  const auto v10 = Version::kHttp10;
  CHECK(ask(v11, {}).keep_alive);
  CHECK_FALSE(ask(v11, {{"Connection", "X, ,CLOSE"}}).keep_alive);
  CHECK_FALSE(ask(v11, {{"Connection", "keep-alive"}, {"connection", "close"}}).keep_alive);
  CHECK_FALSE(ask(v10, {}).keep_alive);
  CHECK(ask(v10, {{"Connection", "Keep-Alive"}}).keep_alive);
}

TEST_CASE("framing: a websocket is wanted only by the whole combination", "[http]") {
  const auto v11 = Version::kHttp11;
  const Field connection{"Connection", "Upgrade"};
  const Field upgrade{"Upgrade", "WebSocket"};
  CHECK(ask(v11, {connection, upgrade}).wants_websocket);
  CHECK_FALSE(ask(v11, {upgrade}).wants_websocket);
  CHECK_FALSE(ask(v11, {connection}).wants_websocket);
  CHECK_FALSE(ask(v11, {connection, {"Upgrade", "h2c"}}).wants_websocket);
  CHECK_FALSE(ask(v11, {connection, upgrade, {"Content-Length", "1"}}).wants_websocket);
  CHECK_FALSE(ask(Version::kHttp10, {connection, upgrade}).wants_websocket);
  CHECK(answer(101, {connection, upgrade}, Method::kGet).switches_to_websocket);
  CHECK_FALSE(answer(101, {connection}, Method::kGet).switches_to_websocket);
  CHECK_FALSE(answer(200, {connection, upgrade}, Method::kGet).switches_to_websocket);
}

TEST_CASE("framing: 100 is awaited only for a body that comes", "[http]") {
  const Field expect{"Expect", "100-continue"};
  CHECK(ask(Version::kHttp11, {expect, {"Content-Length", "1"}}).expects_continue);
  CHECK_FALSE(ask(Version::kHttp11, {expect, {"Content-Length", "0"}}).expects_continue);
  CHECK_FALSE(ask(Version::kHttp10, {expect, {"Content-Length", "1"}}).expects_continue);
}

TEST_CASE("framing: a request longer than allowed is refused by its length", "[http]") {
  RequestHead head;
  const Fields fields{{"Content-Length", "101"}};
  head.fields = fields;
  CHECK(request_framing(head, 100).error() == WireError{413, "body-too-long"});
  CHECK(request_framing(head, 101)->length == 101);
}

}  // namespace gw::http
