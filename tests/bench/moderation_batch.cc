#include "tests/bench/moderation_batch.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "clients/cpp/methods.h"

namespace winnow {
namespace {

constexpr int kItemsEach = 1000;  // of one call by name, at most
constexpr absl::Duration kWarmUp = absl::Seconds(1);
constexpr absl::Duration kBatchTarget = absl::Seconds(3);
constexpr double kFeltMax = 25;  // milliseconds

v1::BatchDecideRequest Rejection() {
  v1::BatchDecideRequest request;
  request.set_state(v1::Comment::REJECTED);
  request.set_reason_code("off_topic");
  return request;
}

}  // namespace

absl::Status ModerationBatch::Measure(int64_t held, int64_t decisions,
                                      int rounds) {
  load_.warm_up = kWarmUp;
  ++load_.shape.seed;
  auto alone = RunLoad(load_);
  if (!alone.ok()) return alone.status();
  figures_.Add({.name = "SubmitComment, open loop, no batch"}, held,
               std::move(alone->latencies_us));
  for (const By by : {By::kFilter, By::kName}) {
    const char* const name = by == By::kFilter ? "filter" : "name";
    std::vector<uint32_t> felt;
    std::vector<absl::Duration> took;
    for (int round = 0; round < rounds; ++round) {
      const auto ended = RunBeside(by, decisions, felt);
      if (!ended.ok()) return ended.status();
      took.push_back(*ended);
    }
    figures_.Add(
        {.name = absl::StrFormat("SubmitComment beside a batch by %s", name),
         .p99_ms_max = kFeltMax},
        held, std::move(felt));
    std::sort(took.begin(), took.end());
    absl::PrintF(
        "A batch of %s decisions by %s, %s held: %.2f s (%.2f–%.2f); target "
        "%.0f s %s\n",
        Grouped(decisions), name, Grouped(held),
        absl::ToDoubleSeconds(took[took.size() / 2]),
        absl::ToDoubleSeconds(took.front()), absl::ToDoubleSeconds(took.back()),
        absl::ToDoubleSeconds(kBatchTarget),
        Met(took[took.size() / 2] <= kBatchTarget));
  }
  return absl::OkStatus();
}

absl::StatusOr<absl::Duration> ModerationBatch::RunBeside(
    By by, int64_t decisions, std::vector<uint32_t>& felt) {
  std::vector<v1::BatchDecideRequest> calls;
  if (by == By::kName) {
    auto named = NameComments(decisions);
    if (!named.ok()) return named.status();
    calls = *std::move(named);
  }
  std::atomic<bool> stop = false;
  LoadOptions beside = load_;
  beside.shape.seed = ++load_.shape.seed;
  beside.stop = &stop;
  // It is stopped long before.
  beside.measured = absl::Minutes(10);
  std::optional<absl::StatusOr<LoadResult>> load;
  std::thread loading([&load, &beside] { load = RunLoad(beside); });
  absl::SleepFor(kWarmUp);
  const absl::Time start = absl::Now();
  const absl::Status decided =
      by == By::kFilter ? RejectByFilter(decisions) : RejectByName(calls);
  const absl::Duration took = absl::Now() - start;
  stop = true;
  loading.join();
  if (!decided.ok()) return decided;
  if (!load->ok()) return load->status();
  felt.insert(felt.end(), (*load)->latencies_us.begin(),
              (*load)->latencies_us.end());
  const auto refilled = import_.HoldMore(decisions);
  if (!refilled.ok()) return refilled.status();
  return took;
}

absl::Status ModerationBatch::RejectByFilter(int64_t decisions) {
  v1::BatchDecideRequest request = Rejection();
  request.set_filter("state=held");
  int64_t changed = 0;
  while (changed < decisions) {
    const auto answer = moderator_.Call(kBatchDecide, request);
    if (!answer.ok()) return answer.status();
    changed += answer->changed_count();
    request.set_batch(answer->batch());
    request.set_page_token(answer->next_page_token());
    if (request.page_token().empty()) break;
  }
  if (changed < decisions) {
    return absl::InternalError(
        absl::StrFormat("only %d comments were decided", changed));
  }
  return absl::OkStatus();
}

absl::Status ModerationBatch::RejectByName(
    const std::vector<v1::BatchDecideRequest>& calls) {
  std::string batch;
  for (v1::BatchDecideRequest call : calls) {
    call.set_batch(batch);
    const int wanted = call.items_size();
    const auto answer = moderator_.Call(kBatchDecide, std::move(call));
    if (!answer.ok()) return answer.status();
    if (answer->changed_count() != wanted) {
      return absl::InternalError("a batch by name left comments undecided");
    }
    batch = answer->batch();
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::BatchDecideRequest>>
ModerationBatch::NameComments(int64_t decisions) {
  std::vector<v1::BatchDecideRequest> calls;
  v1::SearchCommentsRequest search;
  search.set_filter("state=held");
  search.set_page_size(kItemsEach);
  for (int64_t named = 0; named < decisions;) {
    const auto page = moderator_.Call(kSearchComments, search);
    if (!page.ok()) return page.status();
    v1::BatchDecideRequest& call = calls.emplace_back(Rejection());
    for (const v1::ModeratedComment& item : page->comments()) {
      if (named == decisions) break;
      v1::BatchDecideRequest::Item& added = *call.add_items();
      added.set_name(item.comment().name());
      added.set_etag(item.comment().etag());
      ++named;
    }
    search.set_page_token(page->next_page_token());
    if (search.page_token().empty() && named < decisions) {
      return absl::InternalError("fewer comments are held than were imported");
    }
  }
  return calls;
}

}  // namespace winnow
