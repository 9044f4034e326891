#include "traffic/goreplay.hpp"

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "traffic/json_text.hpp"
#include "traffic/rewritten_bytes.hpp"

namespace gw::traffic {
namespace {

constexpr std::string_view kEnd = "\n🐵🙈🙉\n";
constexpr size_t kMaxPayloadBytes = 16 * 1024 * 1024;
constexpr size_t kMaxOpen = 10'000;  // requests that wait for their responses

// "1 ID NANOSECONDS [LATENCY]".
struct Meta {
  char type = '\0';  // '\0': it is none
  std::string_view id;
  std::string_view time;
};

Meta meta_of(std::string_view line) {
  const std::vector<std::string_view> words = split(line, ' ');
  if (words.size() < 3 || words[0].size() != 1 || words[0] < "1" || words[0] > "3") return {};
  const bool is_id = words[1].size() >= 24 &&
                     words[1].find_first_not_of("0123456789abcdef") == std::string_view::npos;
  if (!is_id || !parse_u64(words[2])) return {};
  return {words[0][0], words[1], words[2]};
}

std::string_view first_line(std::string_view text) {
  std::string_view line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

void add(std::string& line, std::string_view key, std::string_view value) {
  line.append(line.empty() ? "{\"" : ",\"").append(key).append("\":");
  append_json_bytes(line, value);
}

class GoreplayLines final : public RewrittenBytes {
 public:
  using RewrittenBytes::RewrittenBytes;

 private:
  struct Request {
    std::string id;
    std::string line;
    bool answered = false;
  };

  void rewrite() override;
  void take(std::string_view payload);
  void take_request(const Meta& meta, std::string_view message);
  void take_response(const Meta& meta, std::string_view message);
  void give(size_t most_open);

  bool skipping_ = false;  // inside a payload that is too long
  std::deque<Request> open_;
  uint64_t given_ = 0;                                // requests before the first of open_
  std::unordered_map<std::string, uint64_t> places_;  // of ids, counted from the first request
};

void GoreplayLines::rewrite() {
  size_t at = 0;
  for (size_t end = in_.find(kEnd); end != std::string::npos; end = in_.find(kEnd, at)) {
    if (!std::exchange(skipping_, false)) take(std::string_view(in_).substr(at, end - at));
    at = end + kEnd.size();
  }
  in_.erase(0, at);
  if (in_.size() > kMaxPayloadBytes) {
    if (!std::exchange(skipping_, true)) take(first_line(in_));
    in_.erase(0, in_.size() - kEnd.size());
  }
  if (ended_ && !in_.empty() && !skipping_) take(std::exchange(in_, {}));
  give(ended_ ? 0 : kMaxOpen);
}

void GoreplayLines::take(std::string_view payload) {
  const std::string_view head = first_line(payload);
  const Meta meta = meta_of(head);
  payload.remove_prefix(std::min(payload.find('\n'), payload.size() - 1) + 1);
  if (meta.type == '1') take_request(meta, payload);
  if (meta.type == '2') take_response(meta, payload);
  if (meta.type == '\0') {  // for the reader of the lines to count as malformed
    open_.push_back({{}, std::string(head.substr(0, 200)), true});
  }
}

void GoreplayLines::take_request(const Meta& meta, std::string_view message) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kFields{
      {{"host", "host"},
       {"user-agent", "user_agent"},
       {"x-forwarded-for", "xff"},
       {"x-real-ip", "client"}}};
  Request& request = open_.emplace_back();
  request.id = meta.id;
  places_[request.id] = given_ + open_.size() - 1;
  add(request.line, "start", meta.time);
  add(request.line, "request", first_line(message));
  std::array<std::optional<std::string>, kFields.size()> values;
  while (message.find('\n') != std::string_view::npos) {
    message.remove_prefix(message.find('\n') + 1);
    const std::string_view field = first_line(message);
    if (field.empty()) break;
    const size_t colon = std::min(field.find(':'), field.size() - 1);
    const std::string name = to_lower(field.substr(0, colon));
    for (size_t i = 0; i < kFields.size(); ++i) {
      if (name != kFields[i].first) continue;
      const std::string_view value = trim(field.substr(colon + 1));
      if (!values[i]) {
        values[i] = value;
      } else if (kFields[i].second == "xff") {
        values[i]->append(", ").append(value);
      }
    }
  }
  for (size_t i = 0; i < kFields.size(); ++i) {
    if (values[i]) add(request.line, kFields[i].second, *values[i]);
  }
}

void GoreplayLines::take_response(const Meta& meta, std::string_view message) {
  const auto found = places_.find(std::string(meta.id));
  if (found == places_.end()) return;
  Request& request = open_[static_cast<size_t>(found->second - given_)];
  if (std::exchange(request.answered, true)) return;
  const std::vector<std::string_view> words = split(first_line(message), ' ');
  add(request.line, "end", meta.time);
  if (words.size() > 1) add(request.line, "status", words[1]);
}

// Gives away the first requests: those with a response, and more until `most_open` are left.
void GoreplayLines::give(size_t most_open) {
  while (!open_.empty() && (open_.front().answered || open_.size() > most_open)) {
    const Request& request = open_.front();
    out_ += request.line;
    out_ += request.id.empty() ? "\n" : "}\n";
    const auto place = places_.find(request.id);
    if (place != places_.end() && place->second == given_) places_.erase(place);
    open_.pop_front();
    ++given_;
  }
}

}  // namespace

bool is_goreplay(std::string_view head) {
  return meta_of(first_line(head)).type != '\0';
}

std::unique_ptr<ByteSource> goreplay_lines(std::unique_ptr<ByteSource> bytes, std::string head) {
  return std::make_unique<GoreplayLines>(std::move(bytes), std::move(head));
}

}  // namespace gw::traffic
