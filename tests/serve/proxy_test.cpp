// What goes through: methods, bodies in both framings and both directions, pipelining, keep-alive,
// the fields on the way, and what a client sees when something breaks.
#include <algorithm>
#include <mutex>
#include <string>

#include "serve/gateway.hpp"
#include "support/catch.hpp"
#include "support/http_peer.hpp"

using namespace gw;
using namespace gw::testing;

namespace {

// A gateway in front of one upstream that remembers the heads it saw.
struct Front {
  explicit Front(std::function<Act(const std::string&)> decide = nullptr)
      : upstream([this, decide](const std::string& head) {
          const std::lock_guard<std::mutex> lock(mutex);
          heads.push_back(head);
          return decide ? decide(head) : Act{};
        }) {
    Draft draft;
    const uint32_t service = service_at_port(draft, "users", upstream.port());
    draft.route("/users", service);
    engine::RoutePlan& replaced = draft.route("/shop", service);
    replaced.upstream_path = "/api/shop";
    replaced.add_headers = {
        {"X-Internal-Id", {{engine::ValuePiece::Kind::kGenerateUuid, {}}}},
        {"X-Trace",
         {{engine::ValuePiece::Kind::kLiteral, "t-"}, {engine::ValuePiece::Kind::kTraceId, {}}}}};
    replaced.remove_headers = {"X-Debug"};
    engine::RoutePlan& hasty = draft.route("/hasty", service);
    hasty.timeout = milliseconds(50);
    gateway.emplace(draft.finish());
  }

  std::string last_head() {
    const std::lock_guard<std::mutex> lock(mutex);
    return heads.back();
  }
  uint16_t port() { return gateway->port(); }

  std::mutex mutex;
  std::vector<std::string> heads;
  Upstream upstream;
  std::optional<Gateway> gateway;
};

}  // namespace

TEST_CASE("proxy: a request goes up and its answer comes back", "[serve]") {
  Front front;
  Client client(front.port());
  for (int i = 0; i < 3; ++i) {
    const Response response = client.get("/users?id=1");
    CHECK(response.status == 200);
    CHECK(response.body == "ok");
    CHECK(response.fields.at("x-request-id").size() == 32);
    CHECK(response.fields.at("connection").empty());  // the client looks it up
  }
  CHECK(front.last_head().starts_with("GET /users?id=1 HTTP/1.1\r\nHost: users:"));
  CHECK(front.last_head().find("X-Forwarded-For: 127.0.0.1\r\n") != std::string::npos);
  CHECK(front.last_head().find("\r\ntraceparent: 00-") != std::string::npos);
}

TEST_CASE("proxy: the route's path and fields replace the client's", "[serve]") {
  Front front;
  Client client(front.port());
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const Response response =
      client.get("/shop?q=1", "X-Internal-Id: forged\r\nX-Debug: 1\r\ntraceparent: 00-" + trace +
                                  "-00f067aa0ba902b7-01\r\n");
  CHECK(response.fields.at("x-request-id") == trace);
  const std::string head = front.last_head();
  CHECK(head.starts_with("GET /api/shop?q=1 HTTP/1.1\r\n"));
  CHECK(head.find("forged") == std::string::npos);
  CHECK(head.find("X-Debug") == std::string::npos);
  CHECK(head.find("X-Trace: t-" + trace + "\r\n") != std::string::npos);
  CHECK(head.find("traceparent: 00-" + trace + "-") != std::string::npos);
  CHECK(head.find("00f067aa0ba902b7") == std::string::npos);
}

TEST_CASE("proxy: chunked answers, HEAD and HTTP/1.0", "[serve]") {
  Front front([](const std::string& head) {
    return Act{.chunked = !head.starts_with("HEAD "), .body = std::string(70'000, 'b')};
  });
  Client client(front.port());
  CHECK(client.get("/users").body == std::string(70'000, 'b'));
  const Response head = client.send("HEAD", "/users", "", "");
  CHECK(head.status == 200);
  CHECK(head.fields.at("content-length") == "70000");
  CHECK(client.get("/users").body.size() == 70'000);
  RawClient old(front.port());
  old.send("GET /users HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const std::string answer = old.read_to_end();
  CHECK(answer.find("Transfer-Encoding") == std::string::npos);
  CHECK(answer.substr(answer.find("\r\n\r\n") + 4) == std::string(70'000, 'b'));
}

TEST_CASE("proxy: request bodies by length and chunked, in pieces", "[serve]") {
  Front front;
  RawClient client(front.port());
  client.send("POST /users HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n01234");
  client.send("56789");
  CHECK(status_of(client.read_until("ok")) == 200);
  // The test's upstream reads bodies by length alone.
  const std::string big(300'000, 'z');
  client.send("PUT /users HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n" + big);
  CHECK(status_of(client.read_until("ok")) == 200);
  CHECK(front.last_head().find("Content-Length: 300000\r\n") != std::string::npos);
}

TEST_CASE("proxy: pipelined requests are answered in order", "[serve]") {
  Front front([](const std::string& head) { return Act{.body = head.substr(11, 1)}; });
  RawClient client(front.port());
  std::string all;
  for (const char* id : {"1", "2", "3", "4"}) {
    all += std::string("GET /users?") + id + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }
  client.send(all + "GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const std::string answers = client.read_to_end();
  std::string order;
  for (size_t at = answers.find("\r\n\r\n"); at != std::string::npos;
       at = answers.find("\r\n\r\n", at + 4)) {
    order += answers[at + 4];
  }
  CHECK(order == "1234{");
}

TEST_CASE("proxy: a client that waits is told to continue when its body is wanted", "[serve]") {
  Front front;
  RawClient client(front.port());
  client.send(
      "POST /users HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  CHECK(client.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("abc");
  CHECK(status_of(client.read_until("ok")) == 200);
  CHECK(front.last_head().find("Expect") == std::string::npos);
  client.send(
      "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  const std::string refusal = client.read_to_end();
  CHECK(status_of(refusal) == 404);
  CHECK(refusal.find("Connection: close\r\n") != std::string::npos);
}

TEST_CASE("proxy: refusals are JSON with the trace id", "[serve]") {
  Front front;
  RawClient client(front.port());
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  client.send("GET /nowhere HTTP/1.1\r\nHost: a\r\ntraceparent: 00-" + trace +
              "-00f067aa0ba902b7-01\r\n\r\n");
  const std::string head = client.read_until("\r\n\r\n");
  CHECK(status_of(head) == 404);
  CHECK(head.find("Content-Type: application/json\r\n") != std::string::npos);
  CHECK(client.read_until("}\n") ==
        "{\"error\":\"no route matches\",\"traceId\":\"" + trace + "\"}\n");
  client.send("HEAD /nowhere HTTP/1.1\r\nHost: a\r\n\r\nGET /users HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(status_of(client.read_until("\r\n\r\n")) == 404);
  CHECK(status_of(client.read_until("ok")) == 200);
}

TEST_CASE("proxy: what cannot be read in one way is refused and the connection ends", "[serve]") {
  struct Row {
    const char* bytes;
    int status;
  };
  Front front;
  for (const Row& row :
       {Row{"GET /users HTTP/1.1\r\n\r\n", 400}, Row{"GET /users HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        Row{"POST /users HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: "
            "chunked\r\n\r\n",
            400},
        Row{"GET /users HTTP/1.1\r\nHost: a\r\nX_User: b\r\n\r\n", 400}}) {
    CAPTURE(row.bytes);
    RawClient client(front.port());
    client.send(row.bytes);
    const std::string answer = client.read_to_end();
    CHECK(status_of(answer) == row.status);
    CHECK(answer.find("Connection: close\r\n") != std::string::npos);
    CHECK(answer.find("\"traceId\":\"") != std::string::npos);
  }
  CHECK(front.heads.empty());
}

TEST_CASE("proxy: a malformed body is refused and ends the attempt", "[serve]") {
  Front front;
  RawClient client(front.port());
  client.send(
      "POST /users HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n");
  CHECK(status_of(client.read_to_end()) == 400);
}

TEST_CASE("proxy: broken, silent and absent upstreams are 502, 504 and 502", "[serve]") {
  Front front([](const std::string& head) {
    if (head.find("slow") != std::string::npos) return Act{.delay_ms = 200};
    return Act{.reset = true};
  });
  Client client(front.port());
  const Response reset = client.get("/users");
  CHECK(reset.status == 502);
  CHECK(reset.body.find("\"error\":\"the upstream broke off its answer\"") != std::string::npos);
  CHECK(client.get("/hasty?slow").status == 504);
  Draft draft;
  draft.route("/absent", service_at_port(draft, "absent", free_port()));
  const uint32_t unknown = service_at_port(draft, "unknown", 80);
  draft.service_at(unknown).endpoints[0].host = "no-such-host.invalid";
  draft.route("/unknown", unknown);
  const uint32_t tls = service_at_port(draft, "tls", 443);
  draft.service_at(tls).endpoints[0].tls = true;
  draft.route("/tls", tls);
  Gateway other(draft.finish());
  Client second(other.port());
  for (const char* path : {"/absent", "/unknown", "/tls"}) {
    CAPTURE(path);
    CHECK(second.get(path).status == 502);
  }
  CHECK(second.get("/tls").body.find("\"error\":\"the upstream cannot be reached: it wants TLS, "
                                     "which gw does not speak yet\"") != std::string::npos);
}

TEST_CASE("proxy: an answer that breaks off ends the client's connection", "[serve]") {
  Front front([](const std::string& head) {
    return Act{.cut = true,
               .chunked = head.find("chunked") != std::string::npos,
               .body = std::string(1000, 'c')};
  });
  for (const char* target : {"/users", "/users?chunked"}) {
    CAPTURE(target);
    RawClient client(front.port());
    client.send(std::string("GET ") + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    const std::string answer = client.read_to_end();
    CHECK(status_of(answer) == 200);
    CHECK_FALSE(answer.ends_with("0\r\n\r\n"));
  }
}

TEST_CASE("proxy: a kept connection that died is replaced without the client noticing", "[serve]") {
  std::atomic<int> seen = 0;
  Front front([&seen](const std::string&) { return Act{.reset = ++seen == 2}; });
  Client client(front.port());
  CHECK(client.get("/users").status == 200);
  CHECK(client.get("/users").status == 200);
  CHECK(seen == 3);
  seen = 0;
  CHECK(client.send("POST", "/users", "", "x").status == 200);
  CHECK(client.send("POST", "/users", "", "x").status == 502);
}

TEST_CASE("proxy: every address of a name is tried", "[serve]") {
  // "localhost" is commonly ::1 first; the upstream listens on 127.0.0.1 alone.
  Upstream upstream([](const std::string&) { return Act{}; });
  Draft draft;
  const uint32_t service = service_at_port(draft, "s", upstream.port());
  draft.service_at(service).endpoints[0].host = "localhost";
  draft.route("/a", service);
  Gateway gateway(draft.finish());
  Client client(gateway.port());
  CHECK(client.get("/a").status == 200);
}
