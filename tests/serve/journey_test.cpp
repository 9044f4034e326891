// What the engine decides, seen from outside: limits over two workers, waiting, retries, breakers,
// clients that leave, reloads and the end of a run.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "base/file.hpp"
#include "serve/gateway.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/http_peer.hpp"
#include "traffic/recording_reader.hpp"

using namespace gw;
using namespace gw::testing;

namespace {

// Sends `each` requests from each of `clients` connections at once and counts the statuses.
std::map<int, int> crowd(uint16_t port, int clients, int each, const std::string& target) {
  std::mutex mutex;
  std::map<int, int> counts;
  std::vector<std::thread> threads;
  for (int i = 0; i < clients; ++i) {
    threads.emplace_back([&] {
      Client client(port);
      for (int n = 0; n < each; ++n) {
        const int status = client.get(target).status;
        const std::lock_guard<std::mutex> lock(mutex);
        ++counts[status];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return counts;
}

}  // namespace

TEST_CASE("serve: a limit of 100 is 100 over all workers", "[serve]") {
  Upstream upstream([](const std::string&) { return Act{}; });
  Draft draft;
  const uint32_t service = service_at_port(draft, "s", upstream.port());
  const uint32_t limit = draft.limit("l", fixed_window(100, seconds(3600)));
  draft.route("/a", service).limits = {limit};
  Gateway gateway(draft.finish());
  CHECK(crowd(gateway.port(), 8, 25, "/a") == std::map<int, int>{{200, 100}, {429, 100}});
  CHECK(upstream.requests() == 100);
  Client client(gateway.port());
  const Response refused = client.get("/a");
  CHECK(refused.fields.at("retry-after") == "3600");
  CHECK(refused.body.find("\"retry_after_seconds\":3600") != std::string::npos);
}

TEST_CASE("serve: permits are back before the client has its answer", "[serve]") {
  Upstream upstream([](const std::string&) { return Act{.body = std::string(100'000, 'x')}; });
  Draft draft;
  const uint32_t service = service_at_port(draft, "s", upstream.port());
  const uint32_t limit = draft.limit("l", concurrency(1));
  draft.route("/a", service).limits = {limit};
  Gateway gateway(draft.finish());
  Client first(gateway.port());
  Client second(gateway.port());
  for (int i = 0; i < 100; ++i) {
    REQUIRE((i % 2 == 0 ? first : second).get("/a").status == 200);
  }
}

TEST_CASE("serve: requests wait in line across workers and are let go in time", "[serve]") {
  Upstream upstream([](const std::string&) { return Act{}; });
  Draft draft;
  const uint32_t service = service_at_port(draft, "s", upstream.port());
  const uint32_t limit = draft.limit("l", gcra(100, seconds(1)));
  draft.limit_at(limit).queue = engine::QueuePlan{.max_wait = seconds(5), .max_length = 100};
  draft.route("/a", service).limits = {limit};
  Gateway gateway(draft.finish());
  const std::map<int, int> all = crowd(gateway.port(), 8, 5, "/a");
  CHECK(all == std::map<int, int>{{200, 40}});
}

TEST_CASE("serve: retries on a status and on a broken connection, until they run out", "[serve]") {
  std::atomic<int> count = 0;
  Upstream upstream([&](const std::string& head) {
    const int n = ++count;
    if (head.find("reset") != std::string::npos) return Act{.reset = n < 3};
    return Act{.status = n < 3 ? 503 : 200, .body = head.starts_with("POST") ? "posted" : "got"};
  });
  Draft draft;
  const uint32_t service = service_at_port(draft, "s", upstream.port());
  engine::RoutePlan& route = draft.route("/a", service);
  route.retry.attempts = 2;
  route.retry.on_status = statuses({503});
  route.retry.backoff_initial = milliseconds(1);
  route.retry.backoff_max = milliseconds(2);
  route.retry.non_idempotent = true;
  Gateway gateway(draft.finish());
  Client client(gateway.port());
  CHECK(client.get("/a").body == "got");
  CHECK(count == 3);
  count = 0;
  CHECK(client.send("POST", "/a", "", std::string(20'000, 'p')).body == "posted");
  CHECK(count == 3);
  count = 0;
  CHECK(client.get("/a?reset").status == 200);
  count = -10;
  CHECK(client.get("/a").status == 503);
  CHECK(count == -7);
}

TEST_CASE("serve: an open breaker refuses with the time to come back", "[serve]") {
  Upstream upstream([](const std::string&) { return Act{.status = 500}; });
  Draft draft;
  const uint32_t service = service_at_port(draft, "s", upstream.port());
  draft.route("/a", service).breaker = draft.breaker(engine::BreakerPlan::Scope::kRoute, 3);
  Gateway gateway(draft.finish());
  Client client(gateway.port());
  for (const int status : {500, 500, 500, 503, 503}) CHECK(client.get("/a").status == status);
  CHECK(client.get("/a").fields.at("retry-after") == "10");
  CHECK(upstream.requests() == 3);
}

TEST_CASE("serve: a client that leaves gives its permit back", "[serve]") {
  std::atomic<bool> slow = true;
  Upstream upstream([&](const std::string&) { return Act{.delay_ms = slow ? 300 : 0}; });
  Draft draft;
  const uint32_t service = service_at_port(draft, "s", upstream.port());
  const uint32_t limit = draft.limit("l", concurrency(1));
  draft.limit_at(limit).queue = std::nullopt;
  draft.route("/a", service).limits = {limit};
  Gateway gateway(draft.finish());
  {
    RawClient leaver(gateway.port());
    leaver.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
    while (upstream.requests() == 0) std::this_thread::yield();
    Client other(gateway.port());
    CHECK(other.get("/a").status == 503);
    slow = false;
  }
  Client client(gateway.port());
  int status = 503;
  while (status == 503) status = client.get("/a").status;  // until the leave has been noticed
  CHECK(status == 200);
}

TEST_CASE("serve: a reload changes what follows, a bad one changes nothing", "[serve]") {
  const auto plan = [](uint64_t id, const char* path) {
    Draft draft(id);
    draft.route(path).mock = engine::MockPlan{.status = 201, .body = "mocked", .headers = {}};
    return draft.finish();
  };
  Gateway gateway(plan(1, "/old"));
  Client client(gateway.port());
  CHECK(client.get("/old").status == 201);
  gateway.server().reload();
  CHECK(gateway.said() == std::vector<std::string>{"bad file"});
  CHECK(client.get("/old").body == "mocked");
  gateway.set_next(plan(2, "/new"));
  gateway.server().reload();
  CHECK(gateway.said().back() == "gw: reloaded next.yaml");
  CHECK(client.get("/old").status == 404);
  CHECK(client.get("/new").status == 201);
}

TEST_CASE("serve: a drain answers what is under way and says close", "[serve]") {
  Upstream upstream([](const std::string&) { return Act{.delay_ms = 50, .body = "late"}; });
  Draft draft;
  draft.route("/a", service_at_port(draft, "s", upstream.port()));
  Gateway gateway(draft.finish());
  RawClient idle(gateway.port());
  RawClient busy(gateway.port());
  busy.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
  while (upstream.requests() == 0) std::this_thread::yield();
  const uint16_t port = gateway.port();
  gateway.server().drain();
  const std::string answer = busy.read_to_end();
  busy.close();
  gateway.server().join();
  CHECK(answer.ends_with("late"));
  CHECK(answer.find("Connection: close\r\n") != std::string::npos);
  CHECK(idle.read_to_end().empty());
  CHECK_THROWS(RawClient(port));
}

TEST_CASE("serve: a second drain cuts off what still runs", "[serve]") {
  Upstream upstream([](const std::string&) { return Act{.delay_ms = 400}; });
  Draft draft;
  draft.route("/a", service_at_port(draft, "s", upstream.port()));
  Gateway gateway(draft.finish());
  RawClient busy(gateway.port());
  busy.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
  while (upstream.requests() == 0) std::this_thread::yield();
  gateway.server().drain();
  gateway.server().drain();
  gateway.server().join();
  CHECK(busy.read_to_end().empty());
}

TEST_CASE("serve: --mock echoes the upstream request and fails as often as asked", "[serve]") {
  Draft draft;
  draft.route("/a", service_at_port(draft, "inventory", 1));
  serve::Options options;
  options.mock = true;
  options.mock_failures = {{"inventory", 2}};
  Gateway gateway(draft.finish(), options);
  Client client(gateway.port());
  CHECK(client.get("/a").status == 503);
  CHECK(client.get("/a").status == 503);
  const Response echo = client.send("POST", "/a?q=1", "X-A: \"b\"\r\n", "body\n");
  CHECK(echo.status == 200);
  CHECK(
      echo.body.starts_with("{\"service\":\"inventory\",\"endpoint\":\"inventory:1\","
                            "\"method\":\"POST\",\"target\":\"/a?q=1\","
                            "\"headers\":{\"Host\":\"inventory:1\",\"X-A\":\"\\\"b\\\"\","));
  CHECK(echo.body.ends_with("\"body\":\"body\\u000a\"}\n"));
}

TEST_CASE("serve: --dev knows consumers, local pages and says a line a request", "[serve]") {
  Draft draft;
  const uint32_t limit = draft.limit("l", fixed_window(10, seconds(60)));
  engine::RoutePlan& route = draft.route("/a");
  route.mock = engine::MockPlan{};
  route.auth_required = true;
  route.limits = {limit};
  serve::Options options;
  options.dev = true;
  Gateway gateway(draft.finish(), options);
  Client client(gateway.port());
  CHECK(client.get("/a").fields.at("x-gw-trail") ==
        "+ route /a; - authentication /a: no valid credentials");
  CHECK(client.get("/a", "Authorization: Bearer wrong\r\n").status == 401);
  const Response fine =
      client.get("/a", "Authorization: Bearer valid-alice\r\nOrigin: http://localhost:3000\r\n");
  CHECK(fine.status == 200);
  CHECK(fine.fields.at("x-gw-route") == "/a");
  CHECK(fine.fields.at("x-gw-verdict") == "mocked");
  CHECK(fine.fields.at("access-control-allow-origin") == "http://localhost:3000");
  std::string line;
  while (line.find("alice") == std::string::npos) {
    if (!gateway.said().empty()) line = gateway.said().back();
  }
  CAPTURE(line);
  CHECK(line.find(" GET /a 200 ") != std::string::npos);
  CHECK(line.find("  /a  mocked  consumer=alice  left=9  trace=") != std::string::npos);
  CHECK(line.ends_with(
      "\n    + route /a\n    + authentication /a\n    + limit l: 9 left of 10 in 1m"));
  CHECK(fine.fields.at("x-gw-trail") ==
        "+ route /a; + authentication /a; + limit l: 9 left of 10 in 1m");
  RawClient odd(gateway.port());
  odd.send("GET /a HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
  odd.read_to_end();
  while (line.find("host-repeated") == std::string::npos) line = gateway.said().back();
  CHECK(line.find(" 400  host-repeated  trace=") != std::string::npos);
  const Response preflight = client.send(
      "OPTIONS", "/a", "Origin: http://127.0.0.1\r\nAccess-Control-Request-Method: PUT\r\n", "");
  CHECK(preflight.status == 204);
  CHECK(preflight.fields.at("access-control-allow-origin") == "http://127.0.0.1");
  CHECK(client
            .send("OPTIONS", "/a",
                  "Origin: http://evil.test\r\nAccess-Control-Request-Method: PUT\r\n", "")
            .status == 401);
  options.listen = {*parse_socket_address("0.0.0.0:0")};
  Draft other;
  serve::Compiled compiled;
  compiled.plan = other.finish();
  CHECK(serve::Server::create(options, compiled, {}).error().message ==
        "--dev accepts anybody's requests and so listens on loopback addresses only, not on "
        "0.0.0.0:0");
}

TEST_CASE("serve: a recording holds every step once and ends with the digest", "[serve]") {
  const TempDirectory directory;
  const std::string path = directory.path() + "/run.jsonl";
  Upstream upstream([](const std::string&) { return Act{}; });
  Draft draft;
  const uint32_t service = service_at_port(draft, "s", upstream.port());
  const uint32_t limit = draft.limit("l", fixed_window(30, seconds(3600)));
  draft.route("/a", service).limits = {limit};
  {
    serve::Options options;
    options.record = path;
    options.run = "test";
    Gateway gateway(draft.finish(), options);
    crowd(gateway.port(), 4, 20, "/a");
    gateway.finish();
  }
  auto reader = traffic::RecordingReader::open(path);
  REQUIRE(reader);
  std::vector<int> seen(1000);
  std::map<std::string, int> reasons;
  uint64_t last = 0;
  for (auto item = reader->next(); item && *item; item = reader->next()) {
    CHECK_FALSE(std::holds_alternative<traffic::RecordedGap>(**item));
    if (const auto* plan = std::get_if<traffic::RecordedPlan>(&**item)) ++seen[plan->seq];
    if (const auto* close = std::get_if<traffic::RecordedClose>(&**item)) last = close->last_seq;
    const auto* request = std::get_if<traffic::RecordedRequest>(&**item);
    if (request == nullptr) continue;
    ++reasons[request->verdict.reason];
    for (const traffic::RecordedStep& step : request->steps) ++seen[step.seq];
    CHECK(request->client == "127.0.0.1");
    CHECK(request->target == "/a");
  }
  CHECK(reasons == std::map<std::string, int>{{"proxied", 30}, {"rate-limited", 50}});
  CHECK(last == 0 + 30 * 2 + 50);
  CHECK(std::count(seen.begin(), seen.end(), 1) == static_cast<int64_t>(last) + 1);
  CHECK(std::count(seen.begin(), seen.end(), 0) == 1000 - static_cast<int64_t>(last) - 1);
}

TEST_CASE("serve: a recorded plan names the oldest one that it was compiled beside", "[serve]") {
  const TempDirectory directory;
  RawUpstream upstream;
  const auto plan = [&](uint64_t id) {
    Draft draft(id);
    draft.route("/a", service_at_port(draft, "s", upstream.port()));
    return draft.finish();
  };
  serve::Options options;
  options.record = directory.path() + "/run.jsonl";
  Gateway gateway(plan(1), options);
  RawClient client(gateway.port());
  client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto old_journey = upstream.accept();
  old_journey->read_until("\r\n\r\n");
  gateway.set_next(plan(2));
  gateway.server().reload();
  // The last journey of plan 1 ends while plan 3 is compiled.
  gateway.set_next(plan(3));
  std::vector<uint64_t> compiled_beside;
  gateway.set_meanwhile([&](uint64_t oldest_held) {
    compiled_beside.push_back(oldest_held);
    old_journey->send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    client.read_until("\r\n\r\nok");
  });
  gateway.server().reload();
  gateway.finish();
  CHECK(compiled_beside == std::vector<uint64_t>{1});
  std::vector<uint64_t> recorded;
  auto reader = traffic::RecordingReader::open(options.record);
  REQUIRE(reader);
  for (auto item = reader->next(); item && *item; item = reader->next()) {
    const auto* found = std::get_if<traffic::RecordedPlan>(&**item);
    if (found != nullptr) recorded.push_back(found->oldest_held);
  }
  CHECK(recorded == std::vector<uint64_t>{0, 1, 1});
}

TEST_CASE("serve: a recording that cannot be begun stops the start", "[serve]") {
  Draft draft;
  serve::Options options;
  options.record = "/dev/full";
  serve::Compiled compiled;
  compiled.plan = draft.finish();
  CHECK(serve::Server::create(options, compiled, {}).error().message ==
        "cannot write '/dev/full': No space left on device");
}

TEST_CASE("serve: a recording that breaks off says so and serving goes on", "[serve]") {
  const TempDirectory directory;
  const std::string path = directory.path() + "/pipe";
  std::signal(SIGPIPE, SIG_IGN);
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK);
  Draft draft;
  draft.route("/a").mock = engine::MockPlan{};
  serve::Options options;
  options.record = path;
  Gateway gateway(draft.finish(), options);
  ::close(reader);
  Client client(gateway.port());
  CHECK(client.get("/a").status == 200);
  while (gateway.said().empty()) std::this_thread::yield();
  CHECK(gateway.said()[0] == "gw: recording stopped: cannot write '" + path + "': Broken pipe");
  CHECK(client.get("/a").status == 200);
  CHECK(gateway.finish().error().message == "the recording is not complete");
}

TEST_CASE("serve: run() reloads on SIGHUP and drains on SIGTERM", "[serve]") {
  const TempDirectory directory;
  Draft draft;
  draft.route("/a").mock = engine::MockPlan{};
  serve::Options options;
  options.listen = {*parse_socket_address("127.0.0.1:0")};
  options.record = directory.path() + "/run.jsonl";  // has a thread before run() takes the signals
  options.drain_delay = milliseconds(0);
  serve::Compiled first;
  first.plan = draft.finish();
  std::atomic<int> reloads = 0;
  serve::Hooks hooks;
  hooks.reload = [&](uint64_t, uint64_t) -> Result<serve::Compiled> {
    if (++reloads == 2) ::kill(::getpid(), SIGTERM);
    return failure("not now");
  };
  const auto server = std::move(serve::Server::create(options, first, hooks).value());
  std::thread sender([&] {
    net::leave_signals_to_others();
    Client client(server->addresses()[0].port);
    CHECK(client.get("/a").status == 200);  // serving, so the signals are taken
    ::kill(::getpid(), SIGHUP);
    while (reloads == 0) std::this_thread::yield();
    ::kill(::getpid(), SIGHUP);
  });
  CHECK(server->run().has_value());
  sender.join();
  CHECK(reloads == 2);
}
