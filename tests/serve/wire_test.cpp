// Byte by byte: what odd upstreams and slow clients do, and what the other side sees of it.
#include <string>
#include <thread>

#include "base/text.hpp"
#include "serve/gateway.hpp"
#include "support/catch.hpp"
#include "support/http_peer.hpp"

using namespace gw;
using namespace gw::testing;

namespace {

const std::string kGet = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

// A gateway in front of an upstream that the test plays, and one client.
struct Wire {
  explicit Wire(serve::Options options = {})
      : gateway(plan(upstream.port()), std::move(options)), client(gateway.port()) {}

  static std::shared_ptr<const engine::Plan> plan(uint16_t port) {
    Draft draft;
    draft.route("/a", service_at_port(draft, "s", port));
    return draft.finish();
  }
  // The upstream's side after it has read a request's head.
  std::unique_ptr<RawClient> asked() {
    std::unique_ptr<RawClient> connection = upstream.accept();
    connection->read_until("\r\n\r\n");
    return connection;
  }

  RawUpstream upstream;
  Gateway gateway;
  RawClient client;
};

}  // namespace

TEST_CASE("wire: an answer in single bytes, with interim heads before it", "[serve]") {
  Wire wire;
  wire.client.send(kGet);
  const auto up = wire.asked();
  for (const char c : std::string("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: b\r\n\r\n"
                                  "3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: t\r\n\r\n")) {
    up->send(std::string(1, c));
  }
  const std::string head = wire.client.read_until("\r\n\r\n");
  CHECK(head.starts_with("HTTP/1.1 200 OK\r\nX-A: b\r\nDate: "));
  CHECK(head.ends_with("\r\nTransfer-Encoding: chunked\r\n\r\n"));
  std::string body;
  for (std::string chunk; (chunk = wire.client.read_until("\r\n")) != "0\r\n";) {
    body += wire.client.read_bytes(std::stoul(chunk, nullptr, 16));
    wire.client.read_until("\r\n");
  }
  CHECK(body == "abcde");
  CHECK(wire.client.read_until("\r\n") == "\r\n");
  wire.client.send(kGet);  // the same connection is used again
  CHECK(up->read_until("\r\n\r\n").starts_with("GET /a "));
}

TEST_CASE("wire: an answer gets a date when it has none, and what --dev says once", "[serve]") {
  serve::Options options;
  options.dev = true;
  Wire wire(options);
  const std::string local = "GET /a HTTP/1.1\r\nHost: a\r\nOrigin: http://localhost\r\n\r\n";
  const auto count = [](const std::string& text, const std::string& part) {
    int found = 0;
    for (size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++found;
    return found;
  };
  wire.client.send(local);
  const auto up = wire.asked();
  up->send(
      "HTTP/1.1 204 No Content\r\naccess-control-allow-origin: *\r\nVary: Accept\r\n"
      "X-Gw-Route: theirs\r\n\r\n");
  const std::string without = wire.client.read_until("\r\n\r\n");
  CHECK(count(without, "\r\nDate: ") == 1);
  CHECK(without.find("theirs") == std::string::npos);
  CHECK(count(to_lower(without), "access-control-allow-origin: ") == 1);
  CHECK(without.find("\r\nAccess-Control-Allow-Origin: http://localhost\r\n") != std::string::npos);
  CHECK(without.find("\r\nVary: Accept\r\n") != std::string::npos);
  CHECK(without.find("\r\nVary: Origin\r\n") != std::string::npos);
  wire.client.send(kGet);
  up->read_until("\r\n\r\n");
  up->send("HTTP/1.1 204 No Content\r\ndate: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\n");
  const std::string with = to_lower(wire.client.read_until("\r\n\r\n"));
  CHECK(count(with, "\r\ndate: ") == 1);
  CHECK(with.find("date: thu, 01 jan 1970 ") != std::string::npos);
}

TEST_CASE("wire: a body that ends with the connection", "[serve]") {
  Wire wire;
  wire.client.send(kGet);
  auto up = wire.asked();
  up->send("HTTP/1.1 200 OK\r\n\r\nall of it");
  up->close();
  CHECK(wire.client.read_until("\r\n\r\n").find("Transfer-Encoding: chunked") != std::string::npos);
  CHECK(wire.client.read_until("0\r\n\r\n").find("all of it\r\n") != std::string::npos);
  RawClient old(wire.gateway.port());
  old.send("GET /a HTTP/1.0\r\n\r\n");
  up = wire.asked();
  up->send("HTTP/1.1 200 OK\r\n\r\nall of it");
  up->close();
  CHECK(old.read_to_end().ends_with("\r\nConnection: close\r\n\r\nall of it"));
}

TEST_CASE("wire: an answer nobody can read in one way is 502", "[serve]") {
  for (const char* answer :
       {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "nonsense\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"}) {
    CAPTURE(answer);
    Wire wire;
    wire.client.send(kGet);
    const auto up = wire.asked();
    up->send(answer);
    CHECK(status_of(wire.client.read_until("}\n")) == 502);
    CHECK(up->read_to_end().empty());
  }
}

TEST_CASE("wire: a connection with bytes left over, or closed by its word, is not kept",
          "[serve]") {
  for (const char* answer : {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n",
                             "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
                             "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"}) {
    CAPTURE(answer);
    Wire wire;
    wire.client.send(kGet);
    const auto up = wire.asked();
    up->send(answer);
    CHECK(wire.client.read_until("ok").ends_with("\r\n\r\nok"));
    CHECK(up->read_to_end().empty());
  }
}

TEST_CASE("wire: an answer before the end of the upload ends both connections", "[serve]") {
  Wire wire;
  wire.client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nfirst");
  const auto up = wire.asked();
  up->send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
  const std::string answer = wire.client.read_to_end();
  CHECK(status_of(answer) == 413);
  CHECK(answer.ends_with("Connection: close\r\nContent-Length: 2\r\n\r\nno"));
}

TEST_CASE("wire: chunked uploads are checked and framed anew", "[serve]") {
  Wire wire;
  wire.client.send(
      "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;x=y\r\nabc\r\n");
  const auto up = wire.upstream.accept();
  CHECK(up->read_until("\r\n\r\n").find("Transfer-Encoding: chunked\r\n") != std::string::npos);
  CHECK(up->read_until("abc\r\n") == "3\r\nabc\r\n");
  wire.client.send("4\r\ndefg\r\n0\r\nTrailer: dropped\r\n\r\n");
  CHECK(up->read_until("0\r\n\r\n") == "4\r\ndefg\r\n0\r\n\r\n");
  up->send("HTTP/1.1 204 No Content\r\n\r\n");
  CHECK(status_of(wire.client.read_until("\r\n\r\n")) == 204);
}

TEST_CASE("wire: a large answer waits for a client that does not read", "[serve]") {
  Wire wire;
  wire.client.send(kGet);
  const auto up = wire.asked();
  const std::string body(8'000'000, 'x');
  std::thread sender(
      [&] { up->send("HTTP/1.1 200 OK\r\nContent-Length: 8000000\r\n\r\n" + body); });
  wire.client.read_until("\r\n\r\n");
  CHECK(wire.client.read_bytes(body.size()) == body);
  sender.join();
}

TEST_CASE("wire: heads and bodies that do not come are given up", "[serve]") {
  serve::Options options;
  options.header_timeout = milliseconds(30);
  options.idle_timeout = milliseconds(30);
  options.stall_timeout = milliseconds(30);
  Wire wire(options);
  CHECK(wire.client.read_to_end().empty());
  RawClient slow_head(wire.gateway.port());
  slow_head.send("GET /a HTT");
  CHECK(status_of(slow_head.read_to_end()) == 408);
  RawClient slow_body(wire.gateway.port());
  slow_body.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc");
  const auto up = wire.asked();
  CHECK(status_of(slow_body.read_to_end()) == 408);
  CHECK(up->read_to_end() == "abc");
  RawClient client(wire.gateway.port());
  client.send(kGet);
  const auto silent = wire.asked();
  silent->send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc");
  CHECK(client.read_to_end().ends_with("\r\n\r\nabc"));
}

TEST_CASE("wire: a client that is late with its body is no failure of the upstream", "[serve]") {
  RawUpstream upstream;
  Draft draft;
  engine::RoutePlan& route = draft.route("/a", service_at_port(draft, "s", upstream.port()));
  route.timeout = milliseconds(50);
  route.breaker = draft.breaker(engine::BreakerPlan::Scope::kRoute, 1);
  engine::RoutePlan& mocked = draft.route("/mocked");
  mocked.mock = engine::MockPlan{};
  mocked.timeout = milliseconds(50);
  Gateway gateway(draft.finish());
  for (const std::string path : {"/mocked", "/a", "/a"}) {
    CAPTURE(path);
    RawClient slow(gateway.port());
    slow.send("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc");
    CHECK(status_of(slow.read_to_end()) == 408);
  }
  RawClient silent(gateway.port());
  silent.send("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  CHECK(status_of(silent.read_to_end()) == 504);
  RawClient refused(gateway.port());
  refused.send("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  CHECK(status_of(refused.read_to_end()) == 503);
}

TEST_CASE("wire: more connections than allowed are closed at once, over all workers", "[serve]") {
  serve::Options options;
  options.max_connections = 20;
  options.idle_timeout = seconds(10);
  Wire wire(options);
  std::vector<std::unique_ptr<Client>> clients;
  const auto is_served = [&] {
    clients.push_back(std::make_unique<Client>(wire.gateway.port()));
    return clients.back()->get("/nothing").status == 404;
  };
  for (int i = 1; i < 20; ++i) {
    CAPTURE(i);
    CHECK(is_served());
  }
  CHECK_FALSE(is_served());
  clients.front().reset();
  while (!is_served()) std::this_thread::yield();
}
