#include "simulate/sample_intake.hpp"

#include <algorithm>
#include <cstring>

#include "base/hash.hpp"
#include "simulate/selection.hpp"
#include "traffic/secret_texts.hpp"

namespace gw::simulate {

namespace {

constexpr size_t kTextWords = ArrivalWithExtra::kMaxWords - 1;
constexpr size_t kMaxText = kTextWords * sizeof(uint64_t) - 1;

// Short texts by two words that may overlap, without a call.
inline void copy_text(std::string_view text, char* to) {
  constexpr size_t kWord = sizeof(uint64_t);
  if (text.size() < kWord || text.size() > 2 * kWord) {
    text.copy(to, text.size());
    return;
  }
  std::memcpy(to, text.data(), kWord);
  std::memcpy(to + text.size() - kWord, text.data() + text.size() - kWord, kWord);
}

// A byte for the size, then the text.
inline void put_text(std::string_view text, ArrivalWithExtra& to) {
  text = text.substr(0, kMaxText);
  auto* const bytes = reinterpret_cast<char*>(&to.extra[1]);
  bytes[0] = static_cast<char>(text.size());
  copy_text(text, bytes + 1);
  to.head.words = static_cast<uint8_t>(1 + (text.size() + sizeof(uint64_t)) / sizeof(uint64_t));
}

// Whether something of the text may be a credential.
bool may_hide(const TextPattern& pattern, const Options& options) {
  return pattern.reads(TextPattern::Field::kHeader) ||
         (options.client.kind == ClientRule::Kind::kHeader &&
          pattern.reads(TextPattern::Field::kClient));
}

}  // namespace

SampleIntake::SampleIntake(const Options& options, const SampleRule& rule)
    : options_(options),
      rule_(rule),
      address_alone_(options.client.kind == ClientRule::Kind::kAddress &&
                     options.trusted_proxies.empty()),
      client_alone_(rule.key.pieces.size() == 1 && rule.key.pieces.front().literal.empty() &&
                    rule.key.reads(TextPattern::Field::kClient)),
      notes_sender_(options.balance == Balance::kHash || options.scale.is_on()),
      hides_key_(may_hide(rule.key, options)),
      hides_group_(rule.group && std::holds_alternative<TextPattern>(*rule.group) &&
                   may_hide(std::get<TextPattern>(*rule.group), options)) {}

void SampleIntake::prepare(Work& any) const {
  auto& work = static_cast<SampleWork&>(any);
  work.count = 0;
  work.counts = {};
  if (const PlanGroups* groups = rule_.plan_groups()) {
    work.counts.with_header.resize(groups->plan->headers_read.size());
  }
  const bool all = options_.takes_all();
  if (work.samples.size() < work.batch.records.size()) {
    work.samples.resize(work.batch.records.size());
    work.logged_ns.resize(work.batch.records.size());
  }
  for (traffic::Record& record : work.batch.records) {
    ++work.counts.records;
    if (all || takes(options_, record, work)) prepare_record(record, work);
  }
}

void SampleIntake::prepare_record(const traffic::Record& record, SampleWork& work) const {
  work.logged_ns[work.count] = record.logged.ns;
  Sample& to = work.samples[work.count++];
  const Sender sender =
      address_alone_ ? Sender{client_address(record, work.batch.arena), !record.client.empty()}
                     : sender_of(options_, record, work.batch.arena);
  work.counts.unnamed_clients += sender.named ? 0 : 1;
  const std::string_view key =
      client_alone_ ? sender.client : text_of(rule_.key, record, sender.client, work.batch.arena);
  to.arrival.extra[0] = keyed_hash(options_.hash_key, key);
  const bool hides = record.secrets != 0;
  put_text(hides_key_ || hides ? shown_text(rule_.key, record, work) : key, to.arrival);
  work.counts.without_key += key.empty() && !rule_.key.is_constant() ? 1 : 0;
  if (rule_.group) {
    to.group = group_of(record, sender.client, work);
    to.group_hash = keyed_hash(options_.hash_key, to.group);
    const auto* pattern = std::get_if<TextPattern>(&*rule_.group);
    if (pattern != nullptr && (hides_group_ || hides)) {
      to.group = shown_text(*pattern, record, work);
    }
    to.arrival.extra[0] = mix(to.arrival.extra[0], to.group_hash);
  }
  Arrival& head = to.arrival.head;
  if (notes_sender_) note_sender(sender.client, key, to);
  head.time_ns = traffic::arrival(record).ns;
  head.order = record.line;
  head.latency_ns = std::max<int64_t>(record.duration.ns, 0);
  head.rank = 0;
  head.stamp_s = 0;
  head.recorded_status = record.status;
  head.flags = 0;
  if (record.duration.ns < 0) head.flags |= Arrival::kNoDuration;
  const bool by_gateway = made_by_gateway(record);
  if (by_gateway) head.flags |= Arrival::kByGateway;
  to.resolution_ns = record.resolution_ns;
  count_record(record, work.counts);
}

void SampleIntake::note_sender(std::string_view client, std::string_view key, Sample& to) const {
  const uint64_t hash = keyed_hash(options_.hash_key, client);
  to.arrival.head.client = static_cast<uint32_t>(hash);
  to.sender_hash = reads_sender(rule_.key) ? keyed_hash(options_.hash_key, key) : hash;
}

std::string_view SampleIntake::shown_text(const TextPattern& pattern, const traffic::Record& record,
                                          SampleWork& work) const {
  traffic::Arena& arena = work.batch.arena;
  const std::string_view client = shown_client(options_, record, arena);
  if (record.secrets == 0) return shown_text_of(pattern, record, client, arena);
  return shown_text_of(pattern, traffic::without_secrets(record, arena), client, arena);
}

std::string_view SampleIntake::group_of(const traffic::Record& record, std::string_view client,
                                        SampleWork& work) const {
  if (const PlanGroups* groups = rule_.plan_groups()) {
    return simulate::group_of(*groups, record, options_.hash_key, work.scratch, work.counts);
  }
  return text_of(std::get<TextPattern>(*rule_.group), record, client, work.batch.arena);
}

std::string_view key_text(const Arrival& arrival) {
  const auto* const bytes = reinterpret_cast<const char*>(arrival.extra() + 1);
  return {bytes + 1, static_cast<unsigned char>(bytes[0])};
}

bool reads_sender(const TextPattern& key) {
  using Field = TextPattern::Field;
  return key.reads(Field::kClient) || key.reads(Field::kUser) || key.reads(Field::kHeader);
}

void rename_sender(ArrivalWithExtra& sample, const TextPattern& key, uint32_t number) {
  sample.head.client = static_cast<uint32_t>(mix(sample.head.client, number));
  if (!reads_sender(key)) return;
  sample.extra[0] = mix(sample.extra[0], number);
  const std::string_view text = key_text(sample.head);
  const size_t added = name_of_copy(text, number).size() - text.size();
  put_text(name_of_copy(text.substr(0, kMaxText - added), number), sample);
}

}  // namespace gw::simulate
