#include "traffic/product_log.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.hpp"
#include "traffic/escapes.hpp"
#include "traffic/values.hpp"
#include "traffic/words.hpp"

namespace gw::traffic {
namespace {

using Product = ProductLog::Product;

constexpr int64_t kMillisecondNs = 1'000'000;
constexpr size_t kMaxWords = 40;  // more are newer fields of the product, or none of its lines

struct NamedProduct {
  std::string_view name;
  std::string_view shown;
  Product product;
};

constexpr std::array<NamedProduct, 3> kProducts{
    {{"haproxy", "haproxy (httplog, times taken as UTC)", Product::kHaproxy},
     {"envoy", "envoy (text)", Product::kEnvoy},
     {"aws-alb", "aws-alb", Product::kAlb}}};

// Cuts at single blanks outside of quoted texts, whose quotes fall away.
struct WordList {
  std::array<std::string_view, kMaxWords> words;
  size_t count = 0;

  const char* split(std::string_view line, bool with_escapes, Arena& arena) {
    size_t at = 0;
    while (at < line.size() && count < kMaxWords) {
      const Word word = word_at(line, at, ' ', with_escapes);
      if (word.next == std::string_view::npos) return "a quoted text does not end";
      words[count++] = with_escapes && word.quoted ? decode_escapes(word.text, arena) : word.text;
      at = word.next;
    }
    return nullptr;
  }
  std::span<const std::string_view> all() const { return {words.data(), count}; }
};

// Load balancers write "- - -" for what was no request.
void set_request(Record& record, std::string_view text) {
  if (!text.starts_with("- ")) set_request_line(record, text);
}

std::string_view last_hop(std::string_view forwarded_for) {
  return absent_dash(trim(forwarded_for.substr(forwarded_for.rfind(',') + 1)));
}

// Of Envoy: no upstream was asked, or one of the flags by which Envoy says that it refused.
GatewayMade made_by_envoy(std::string_view flags, std::string_view upstream) {
  constexpr std::array<std::string_view, 9> kRefusals{
      {"RL", "UO", "NR", "UAEX", "RLSE", "FI", "IH", "DPE", "OM"}};
  if (absent_dash(upstream).empty()) return GatewayMade::kYes;
  for (const std::string_view flag : split(flags, ',')) {
    if (std::ranges::find(kRefusals, flag) != kRefusals.end()) return GatewayMade::kYes;
  }
  return GatewayMade::kNo;
}

// "x-envoy-upstream-service-time", which only an upstream that answered sends.
bool set_service_time(Record& record, std::string_view text) {
  if (text == "-") return true;
  const std::optional<int64_t> ns = parse_decimal(text, kMillisecondNs);
  if (ns && *ns >= 0) record.upstream_duration = Duration{*ns};
  return ns.has_value();
}

// Where "[06/Feb/2009:12:14:14.655] " starts; npos when it is nowhere.
size_t haproxy_time_place(std::string_view line) {
  constexpr std::string_view kShape = "[00/xxx/0000:00:00:00.000] ";
  for (size_t at = line.find('['); at != std::string_view::npos; at = line.find('[', at + 1)) {
    const std::string_view text = line.substr(at, kShape.size());
    const bool fits = std::ranges::equal(text, kShape, [](char c, char shape) {
      return shape == '0' ? c >= '0' && c <= '9' : shape == 'x' || c == shape;
    });
    if (fits) return at;
  }
  return std::string_view::npos;
}

}  // namespace

std::string_view ProductLog::format() const {
  return std::ranges::find(kProducts, product_, &NamedProduct::product)->shown;
}

LineOutcome ProductLog::parse(std::string_view line, Record& record, Batch& batch) {
  record.stamp = Stamp::kStart;
  const char* reason = nullptr;
  if (product_ == Product::kHaproxy) {
    reason = haproxy(line, record);
  } else {
    WordList list;
    reason = list.split(line, product_ == Product::kAlb, batch.arena);
    if (reason != nullptr) return malformed(reason);
    reason = product_ == Product::kAlb ? alb(list.all(), record) : envoy(list.all(), record);
  }
  return reason == nullptr ? LineOutcome{} : malformed(reason);
}

const char* ProductLog::store(Field field, std::string_view text, Record& record) {
  FieldRule rule;
  rule.field = field;
  rule.unit_ns = kMillisecondNs;
  return store_.store(rule, text, record);
}

// %ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/.../%rc %sq/%bq %hr %hs
// %{+Q}r
const char* ProductLog::haproxy(std::string_view line, Record& record) {
  const size_t open = haproxy_time_place(line);
  if (open == std::string_view::npos) return "the line has no [day/month/year:h:m:s.ms]";
  const std::string_view front = trim(line.substr(0, open));
  const std::string_view client = front.substr(front.rfind(' ') + 1);
  if (client.empty()) return "no client stands before the time";
  const size_t port = client.rfind(':');
  record.client = absent_dash(client.substr(0, port));
  constexpr std::string_view kUtc = " +0000";
  std::array<char, ClfClock::kSize> clf{};
  line.copy(clf.data(), 20, open + 1);
  kUtc.copy(clf.data() + 20, kUtc.size());
  const std::optional<WallTime> second = clf_.read({clf.data(), clf.size()});
  if (!second) return "the time cannot be read";
  const std::optional<int64_t> ms = parse_decimal(line.substr(open + 22, 3), kMillisecondNs);
  record.logged = *second + Duration{ms.value_or(0)};
  record.resolution_ns = kMillisecondNs;
  line.remove_prefix(open + 27);
  // Captured headers stand before the request; HAProxy writes quotes in them and in it as #22.
  const size_t quote = line.find(" \"");
  if (quote == std::string_view::npos) return "the line holds no quoted request: no httplog";
  const size_t close = line.find('"', quote + 2);
  if (close == std::string_view::npos) return "the request has no closing quote: it was cut";
  set_request(record, line.substr(quote + 2, close - quote - 2));
  const std::vector<std::string_view> words = split(line.substr(0, quote), ' ');
  return haproxy_words(words, record);
}

const char* ProductLog::haproxy_words(Words words, Record& record) {
  if (words.size() < 10) return "the line has fewer fields than httplog";
  const std::vector<std::string_view> times = split(words[2], '/');
  if (times.size() != 5) return "the times are not TR/Tw/Tc/Tr/Ta";
  std::string_view total = times[4];
  std::string_view bytes = words[4];
  if (total.starts_with('+')) total.remove_prefix(1);  // logasap: written before the end
  if (bytes.starts_with('+')) bytes.remove_prefix(1);
  if (const char* reason = store(Field::kDuration, total, record)) return reason;
  const std::optional<int64_t> answer = parse_decimal(times[3], kMillisecondNs);
  if (!answer) return "the server's time cannot be read";
  if (*answer >= 0) record.upstream_duration = Duration{*answer};
  const std::string_view status = words[3] == "-1" ? "-" : words[3];
  if (const char* reason = store(Field::kStatus, status, record)) return reason;
  if (const char* reason = store(Field::kBytes, bytes, record)) return reason;
  const std::string_view state = words[7];
  if (state.size() != 4) return "the termination state has not four letters";
  // In the phases R (request) and Q (queue) no server had been asked.
  const std::string_view server = words[1].substr(words[1].find('/') + 1);
  const bool asked = !server.starts_with('<') && state[1] != 'R' && state[1] != 'Q';
  record.gateway_made = asked ? GatewayMade::kNo : GatewayMade::kYes;
  return nullptr;
}

// [start] "METHOD PATH PROTO" code flags bytes-in bytes-out duration service-time "xff" "agent"
// "request id" "authority" "upstream". Istio has the code's details, the connection's end and the
// "upstream's failure" behind the flags, and six more words, of which the fourth is the client.
const char* ProductLog::envoy(Words words, Record& record) {
  const bool istio = words.size() == 22;
  // Envoy escapes no quotes: a client that sends some must not move the fields behind them.
  if (words.size() != 13 && !istio) return "the fields are not those of Envoy's or Istio's format";
  if (!words[0].starts_with('[') || !words[0].ends_with(']')) return "no [time] is in front";
  const std::string_view time = words[0].substr(1, words[0].size() - 2);
  if (const char* reason = store(Field::kTime, time, record)) return reason;
  set_request(record, words[1]);
  if (const char* reason = store(Field::kStatus, words[2], record)) return reason;
  const Words rest = words.subspan(istio ? 7 : 4);
  constexpr std::array<std::pair<Field, size_t>, 5> kFields{{{Field::kBytes, 1},
                                                             {Field::kDuration, 2},
                                                             {Field::kForwardedFor, 4},
                                                             {Field::kUserAgent, 5},
                                                             {Field::kHost, 7}}};
  for (const auto& [field, at] : kFields) {
    if (const char* reason = store(field, rest[at], record)) return reason;
  }
  if (!set_service_time(record, rest[3])) return "the upstream's time cannot be read";
  record.gateway_made = made_by_envoy(words[3], rest[8]);
  if (istio) return store(Field::kClient, words[19], record);
  record.client = last_hop(record.x_forwarded_for);  // the default format names no other address
  return nullptr;
}

// type time elb client:port target:port request-, target-, response-processing-time status
// target-status bytes-in bytes-out "request" "agent" cipher protocol target-group "trace" "domain"
// "certificate" priority creation-time ...
const char* ProductLog::alb(Words words, Record& record) {
  constexpr std::array<std::string_view, 6> kTypes{{"http", "https", "h2", "grpcs", "ws", "wss"}};
  if (words.size() < 22) return "the line has fewer fields than a load balancer's log";
  if (std::ranges::find(kTypes, words[0]) == kTypes.end()) {
    return "the line does not start with http, https, h2, grpcs, ws or wss";
  }
  constexpr std::array<std::pair<Field, size_t>, 4> kFields{
      {{Field::kClient, 3}, {Field::kStatus, 8}, {Field::kBytes, 11}, {Field::kUserAgent, 13}}};
  if (const char* reason = store(Field::kTime, words[1], record)) return reason;
  const WallTime answered = record.logged;
  if (const char* reason = store(Field::kTime, words[21], record)) return reason;
  set_request(record, words[12]);
  for (const auto& [field, at] : kFields) {
    if (const char* reason = store(field, words[at], record)) return reason;
  }
  std::array<int64_t, 3> parts{};  // -1: it did not come to that
  for (size_t i = 0; i < parts.size(); ++i) {
    const std::optional<int64_t> ns = parse_decimal(words[5 + i], 1'000'000'000);
    if (!ns) return "a processing time cannot be read";
    parts[i] = *ns;
  }
  const bool whole = std::ranges::all_of(parts, [](int64_t part) { return part >= 0; });
  const int64_t ns = whole ? parts[0] + parts[1] + parts[2] : answered.ns - record.logged.ns;
  record.duration = ns < 0 ? kUnknownDuration : Duration{ns};
  if (parts[1] >= 0) record.upstream_duration = Duration{parts[1]};
  if (!set_upstream_status(record, words[9])) return "the target's status is not a number";
  // A target that was chosen and failed to answer is no refusal of the balancer's.
  if (words[4] != "-") record.gateway_made = GatewayMade::kNo;
  return nullptr;
}

std::optional<Product> find_product(std::string_view name) {
  const auto* found = std::ranges::find(kProducts, name, &NamedProduct::name);
  return found == kProducts.end() ? std::nullopt : std::optional(found->product);
}

std::vector<std::string_view> product_names() {
  std::vector<std::string_view> names;
  for (const NamedProduct& product : kProducts) names.push_back(product.name);
  return names;
}

std::optional<Product> detect_product(std::span<const std::string_view> lines) {
  std::optional<Product> best;
  size_t best_fits = 0;
  for (const NamedProduct& candidate : kProducts) {
    ProductLog log(candidate.product);
    Batch batch;
    size_t fits = 0;
    for (const std::string_view line : lines) {
      Record record;
      if (log.parse(line, record, batch).kind == LineOutcome::Kind::kRecord) ++fits;
    }
    if (fits <= best_fits || fits * 2 < lines.size()) continue;
    best_fits = fits;
    best = candidate.product;
  }
  return best;
}

std::unique_ptr<RecordSource> read_product_log(Input input, Product product) {
  return std::make_unique<LineSource<ProductLog>>(std::move(input), ProductLog(product));
}

}  // namespace gw::traffic
