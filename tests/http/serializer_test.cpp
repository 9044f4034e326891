#include "http/serializer.hpp"

#include "support/catch.hpp"

namespace gw::http {

TEST_CASE("serializer: a request head", "[http]") {
  std::string out;
  HeadWriter writer(out);
  writer.request_line("GET", "/a", "b=\xc3\xa9&c", true);
  writer.field("Host", "x");
  writer.begin_list("Accept");
  writer.list_element("a");
  writer.list_element("b");
  writer.end_list();
  writer.content_length(18446744073709551615ULL);
  writer.end();
  CHECK(out ==
        "GET /a?b=%C3%A9&c HTTP/1.1\r\nHost: x\r\nAccept: a, b\r\n"
        "Content-Length: 18446744073709551615\r\n\r\n");
}

TEST_CASE("serializer: a query that is empty is not one that is missing", "[http]") {
  std::string out;
  HeadWriter(out).request_line("GET", "/", "", true);
  HeadWriter(out).request_line("GET", "/", "", false);
  CHECK(out == "GET /? HTTP/1.1\r\nGET / HTTP/1.1\r\n");
}

TEST_CASE("serializer: no target can end its line", "[http]") {
  std::string out;
  HeadWriter(out).request_line("GET", "/a b\r\n", "\x7f\t", true);
  CHECK(out == "GET /a%20b%0D%0A?%7F%09 HTTP/1.1\r\n");
}

TEST_CASE("serializer: a response head, appended to what is there", "[http]") {
  std::string out = "before";
  HeadWriter writer(out);
  writer.status_line(404);
  writer.field("Retry-After", 7);
  writer.chunked();
  writer.end();
  CHECK(out ==
        "beforeHTTP/1.1 404 Not Found\r\nRetry-After: 7\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (const uint16_t unknown : {uint16_t{104}, uint16_t{299}, uint16_t{599}}) {
    out.clear();
    HeadWriter(out).status_line(unknown);
    CHECK(out == "HTTP/1.1 " + std::to_string(unknown) + " \r\n");
  }
}

TEST_CASE("serializer: no value can carry a line end", "[http]") {
  std::string out;
  HeadWriter writer(out);
  writer.status_line(200);
  writer.field("X", std::string_view("a\r\nSet-Cookie: b\0c\x7f\td", 21));
  CHECK(out == "HTTP/1.1 200 OK\r\nX: a  Set-Cookie: b c \td\r\n");
}

TEST_CASE("serializer: chunk framing", "[http]") {
  std::string out;
  append_chunk_begin(out, 255);
  append_chunk_end(out);
  append_last_chunk(out);
  CHECK(out == "ff\r\n\r\n0\r\n\r\n");
}

}  // namespace gw::http
