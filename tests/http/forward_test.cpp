#include "http/forward.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"

namespace gw::http {
namespace {

using Fields = std::vector<Field>;

const Hop kClient{"192.0.2.1", "https", "api.example:8443", false};
const Hop kProxy{"192.0.2.1", "https", "api.example:8443", true};

std::string sent_on(const Fields& fields, const Hop& hop) {
  RequestHead head;
  head.fields = fields;
  const FieldMask mask = request_fields_to_forward(head, hop);
  std::string text;
  for (size_t i = 0; i < fields.size(); ++i) {
    if (mask[i]) text += std::string(fields[i].name) + ' ';
  }
  return text;
}

std::string asserted(const Fields& fields, const Hop& hop) {
  RequestHead head;
  head.fields = fields;
  std::string out;
  HeadWriter writer(out);
  writer.status_line(200);
  append_forwarded(writer, head, hop);
  return out.substr(out.find('\n') + 1);
}

}  // namespace

TEST_CASE("forward: hop-by-hop and rewritten fields end at the gateway", "[http]") {
  const Fields fields{{"Host", "a"},
                      {"Accept", "*/*"},
                      {"Connection", "close"},
                      {"Keep-Alive", "1"},
                      {"Proxy-Connection", "x"},
                      {"Proxy-Authorization", "x"},
                      {"TE", "trailers"},
                      {"Trailer", "X"},
                      {"Transfer-Encoding", "chunked"},
                      {"Content-Length", "1"},
                      {"Upgrade", "h2c"},
                      {"HTTP2-Settings", "x"},
                      {"Expect", "100-continue"},
                      {"traceparent", "x"},
                      {"tracestate", "x"},
                      {"Authorization", "x"}};
  CHECK(sent_on(fields, kClient) == "Accept tracestate Authorization ");
}

TEST_CASE("forward: Connection drops what it names but no field that others rely on", "[http]") {
  const Fields fields{
      {"Connection", "te, upgrade, X-Hop, authorization, HOST, x-forwarded-for, tracestate"},
      {"x-hop", "1"},
      {"X-Other", "1"},
      {"Authorization", "1"},
      {"tracestate", "1"},
      {"connection", "x-late, x-request-id"},
      {"X-Late", "1"},
      {"X-Request-Id", "1"}};
  CHECK(sent_on(fields, kClient) == "X-Other Authorization tracestate X-Request-Id ");
}

TEST_CASE("forward: only a trusted peer says who the client was", "[http]") {
  const Fields fields{{"X-Forwarded-For", "203.0.113.7"},    {"X-Forwarded-Proto", "http"},
                      {"X-Forwarded-Host", "front.example"}, {"X-Forwarded-Prefix", "/x"},
                      {"X-Real-IP", "203.0.113.7"},          {"Forwarded", "for=203.0.113.7"},
                      {"x-forwarded-for", "198.51.100.2"}};
  CHECK(sent_on(fields, kClient).empty());
  CHECK(sent_on(fields, kProxy) == "X-Forwarded-Prefix X-Real-IP Forwarded ");
  CHECK(asserted(fields, kClient) ==
        "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n"
        "X-Forwarded-Host: api.example:8443\r\nVia: 1.1 gw\r\n");
  CHECK(asserted(fields, kProxy) ==
        "X-Forwarded-For: 203.0.113.7, 198.51.100.2, 192.0.2.1\r\nX-Forwarded-Proto: http\r\n"
        "X-Forwarded-Host: front.example\r\nVia: 1.1 gw\r\n");
  CHECK(asserted({}, kProxy) == asserted({}, kClient));
}

TEST_CASE("forward: an answer loses its framing and hop-by-hop fields", "[http]") {
  const Fields fields{{"Connection", "X-Hop"},     {"X-Hop", "1"},        {"Content-Length", "1"},
                      {"Transfer-Encoding", "x"},  {"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2"},
                      {"Proxy-Authenticate", "x"}, {"Upgrade", "x"}};
  ResponseHead head;
  head.fields = fields;
  CHECK(response_fields_to_forward(head).to_string().substr(kFieldCapacity - 8) == "00110000");
}

TEST_CASE("forward: fields that the gateway alone writes", "[http]") {
  for (const char* name : {"host", "Content-Length", "TRANSFER-ENCODING", "te", "Upgrade"}) {
    CHECK(is_reserved_field(name));
  }
  for (const char* name : {"X-Forwarded-For", "Authorization", "traceparent", ""}) {
    CHECK_FALSE(is_reserved_field(name));
  }
}

}  // namespace gw::http
