#include "traffic/document.hpp"

#include "support/catch.hpp"
#include "traffic/open.hpp"
#include "traffic/record_text.hpp"
#include "traffic/temp_file.hpp"

namespace gw::traffic {
namespace {

std::string read_all(std::string_view content, std::string_view format = "auto") {
  const TempFile file(content);
  const Result<std::unique_ptr<RecordSource>> source =
      open(file.path(), parse_format(format, {}).value());
  std::string text = source ? to_text(**source) : source.error().message;
  const size_t at = text.find(file.path());
  if (at != std::string::npos) text.replace(at, file.path().size(), "FILE");
  return text;
}

std::string id(size_t number) {
  const std::string digits = std::to_string(number);
  return std::string(24 - digits.size(), 'a') + digits;
}

std::string payload(char type, size_t number, const std::string& message) {
  return std::string(1, type) + " " + id(number) + " " +
         std::to_string(1'764'000'000'000'000'000 + static_cast<int64_t>(number) * 1000) + "\n" +
         message + "\n🐵🙈🙉\n";
}

}  // namespace

TEST_CASE("document: a HAR that is cut or holds no entries says so", "[traffic]") {
  CHECK(read_all("{\"log\":{\"entries\":[").find("'FILE', taken for har: no complete JSON") == 0);
  CHECK(read_all("{ \"log\" :\n{ \"version\": \"1.2\" } }").find("records=0 malformed=1") !=
        std::string::npos);
  CHECK(read_all("{\"log\":{\"entries\":[]}}").find("lines=0 records=0 malformed=0") !=
        std::string::npos);
  CHECK(read_all("{\"a\":1}\n", "har") == "'FILE' is no har; its first line is: {\"a\":1}");
  CHECK(read_all("", "har").find("records=0") != std::string::npos);
}

TEST_CASE("document: keys like those of a document's lines are no such document", "[traffic]") {
  CHECK(read_all("{\"started\":1764000000,\"method\":\"GET\",\"url\":\"/a\"}\n")
            .find("of no product that gw knows") != std::string::npos);
  CHECK(read_all("start,end,request,status,client,host,xff,user_agent\n1,2,3,4,5,6,7,8\n")
            .find("fits no format") != std::string::npos);
}

TEST_CASE("document: a capture of GoReplay keeps the requests' order", "[traffic]") {
  constexpr size_t kRequests = 25'000;
  std::string capture;
  for (size_t i = 0; i < kRequests; ++i) {
    capture += payload('1', i, "GET /" + std::to_string(i) + " HTTP/1.1\r\n\r\n");
    if (i % 2 == 1) capture += payload('2', i - 1, "HTTP/1.1 200 OK\r\n\r\n");
  }
  const std::string read = read_all(capture);
  CHECK(read.find("lines=25000 records=25000 malformed=0") != std::string::npos);
  size_t at = 0;
  for (size_t i = 0; i < kRequests; ++i) {
    const std::string path = "[/" + std::to_string(i) + "] HTTP/1.1 " + (i % 2 == 0 ? "200" : "0");
    at = read.find(path, at);
    if (at == std::string::npos) FAIL(path);
  }
}

TEST_CASE("document: a payload without end is one malformed line", "[traffic]") {
  const std::string good = payload('1', 1, "GET / HTTP/1.1\r\n\r\n");
  const std::string read =
      read_all(good + "x" + std::string(20'000'000, 'y') + "\n🐵🙈🙉\n" + good);
  CHECK(read.find("lines=3 records=2 malformed=1") != std::string::npos);
  CHECK(read_all(good + "\n🐵🙈🙉\n" + "1").find("records=1 malformed=1") != std::string::npos);
}

}  // namespace gw::traffic
