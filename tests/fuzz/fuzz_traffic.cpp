// Traffic from anywhere: no bytes crash a reader, every line is accounted for once, and what a
// recording gives back can be written and read again. The first byte picks the reader.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.hpp"
#include "traffic/open.hpp"
#include "traffic/recording_reader.hpp"
#include "traffic/route_draft.hpp"

namespace {

using namespace gw;
using namespace gw::traffic;

class TextBytes final : public ByteSource {
 public:
  explicit TextBytes(std::string_view text) : text_(text) {}
  Result<size_t> read(std::span<char> buffer) override {
    const size_t count = text_.copy(buffer.data(), buffer.size(), used_);
    used_ += count;
    return count;
  }
  size_t consumed() const override { return used_; }

 private:
  std::string text_;
  size_t used_ = 0;
};

// Whatever the log holds, a drafted path is one that needs no quotes.
void check_draft(const RouteDraft& draft) {
  GW_CHECK(draft.routes.size() <= RouteSketch::kMaxRoutes);
  for (const DraftedRoute& route : draft.routes) {
    GW_CHECK(route.path.starts_with('/') && !route.methods.empty());
    GW_CHECK(route.path.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                          "0123456789/-._~@+=,{}*") == std::string::npos);
  }
}

void read_traffic(std::string_view text, const FormatSpec& spec) {
  const auto source = traffic::open(std::make_unique<TextBytes>(text), "fuzz", spec);
  if (!source) return;
  Batch batch;
  RouteSketch sketch;
  uint64_t records = 0;
  uint64_t bytes = 0;
  while ((*source)->next(batch).value()) {
    for (const Record& record : batch.records) {
      ++records;
      sketch.add(record);
      for (const std::string_view view :
           {record.client, record.user, record.method, record.target, record.host, record.protocol,
            record.x_forwarded_for, record.referer, record.user_agent}) {
        for (const char c : view) bytes += static_cast<unsigned char>(c);
      }
      for (const NamedValue& field : record.fields) bytes += field.name.size() + field.value.size();
      bytes += static_cast<uint64_t>(arrival(record).ns);
    }
  }
  const Counters& counters = (*source)->counters();
  GW_CHECK(counters.records == records);
  GW_CHECK(counters.samples.size() <= Counters::kMaxSamples);
  GW_CHECK(records + counters.malformed + counters.comments + counters.blank <= counters.lines);
  GW_CHECK(bytes + 1 != 0 || records > 0);
  check_draft(sketch.finish());
}

void read_recording(std::string_view text) {
  Result<RecordingReader> reader = RecordingReader::open(std::make_unique<TextBytes>(text), "fuzz");
  if (!reader) return;
  while (const std::optional<RecordedItem> item = reader->next().value()) {
    std::string line;
    append(line, *item);
    GW_CHECK(line.find('\n') == line.size() - 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  FormatSpec spec;
  switch (data[0] % 8) {
    case 0:
      break;
    case 1:
      read_recording(text);
      return 0;
    case 2:
      spec.kind = FormatSpec::Kind::kGw;
      break;
    case 3:
      spec.kind = FormatSpec::Kind::kCsv;
      break;
    case 4:
      spec.kind = FormatSpec::Kind::kJson;
      spec.map =
          "time=t,method=r.m,path=r.p,query=q,status=s,duration=d:ms,client=c,header.x-a=h.a,"
          "upstream_status=us,upstream_duration=ud";
      break;
    case 5:
      spec.kind = FormatSpec::Kind::kCsv;
      spec.map = "time={date}T{time}Z,method='GET',path=/{a:int}/{b},status=s";
      break;
    case 6:  // the first line is the format
      spec.kind = FormatSpec::Kind::kLogFormat;
      spec.log_format = text.substr(0, text.find('\n'));
      break;
    default:  // the first line is the map
      if (const auto parsed = parse_format("auto", text.substr(0, text.find('\n')))) spec = *parsed;
      break;
  }
  read_traffic(text, spec);
  return 0;
}
