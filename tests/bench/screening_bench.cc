// What screening costs: each step and the whole, for comments of usual sizes
// and for texts made to hurt, with 10,000 listed terms.
#include <benchmark/benchmark.h>

#include <random>
#include <string>

#include "service/screening/screener.h"
#include "service/screening/text/blank_out.h"

namespace winnow {
namespace {

constexpr SketchKey kKey = {.seed0 = 1, .seed1 = 2};
constexpr int kTerms = 10000;

std::string Word(std::mt19937& random, size_t least, size_t most) {
  std::string word;
  const size_t size = least + random() % (most - least + 1);
  for (size_t i = 0; i < size; ++i) {
    word += static_cast<char>('a' + random() % 26);
  }
  return word;
}

// Terms that texts made to hurt are full of, disguised, in spellings that are
// taken and that are not.
constexpr absl::string_view kDisguisedTerms =
    "grоttle gr0ttle groottle grötle ";

const Screener& TheScreener() {
  static const std::unique_ptr<const Screener> screener = [] {
    std::mt19937 random(1);
    Policy policy;
    policy.name = "bench";
    TermList list;
    list.name = "terms";
    list.terms = {"grottle", "grotle"};
    while (list.terms.size() < kTerms) {
      std::string term = Word(random, 5, 10);
      if (list.terms.size() % 4 == 0) term += " " + Word(random, 4, 8);
      list.terms.push_back(std::move(term));
    }
    policy.filters.lists = {std::move(list)};
    Rule rule;
    rule.name = "default";
    rule.action = Action::kApprove;
    policy.rules = {rule};
    return *Screener::Make(std::move(policy));
  }();
  return *screener;
}

std::string Prose(size_t bytes, absl::string_view extra) {
  std::mt19937 random(2);
  std::string text = "It ";
  while (text.size() < bytes) {
    text += Word(random, 1, 9);
    text += random() % 12 == 0 ? ". It " : " ";
    if (random() % 8 == 0) text.append(extra.data(), extra.size());
  }
  text.resize(bytes);
  return text;
}

std::string Repeat(absl::string_view piece) {
  std::string text;
  while (text.size() + piece.size() <= 65525) {
    text.append(piece.data(), piece.size());
  }
  return text;
}

Draft MakeDraft(const std::string& body) {
  Draft draft;
  draft.display_name = "Jane Doe";
  draft.body = body;
  return draft;
}

void Whole(benchmark::State& state, const std::string& body) {
  const Screener& screener = TheScreener();
  const Draft draft = MakeDraft(body);
  const Circumstances circumstances;
  for (auto _ : state) {
    Reading reading = screener.Read(draft, kKey);
    screener.InspectText(draft, reading);
    benchmark::DoNotOptimize(screener.Judge(draft, reading, circumstances));
  }
}

void Views(benchmark::State& state, const std::string& body) {
  for (auto _ : state) benchmark::DoNotOptimize(TextViews(body));
}

void SketchOnly(benchmark::State& state, const std::string& body) {
  for (auto _ : state) benchmark::DoNotOptimize(MakeSketch(body, kKey));
}

void LinksOnly(benchmark::State& state, const std::string& body) {
  const TextViews views(body);
  for (auto _ : state) {
    benchmark::DoNotOptimize(FindLinks(views, TextField::kBody));
  }
}

void InspectOnly(benchmark::State& state, const std::string& body) {
  const Screener& screener = TheScreener();
  const Draft draft = MakeDraft(body);
  for (auto _ : state) {
    state.PauseTiming();
    Reading reading = screener.Read(draft, kKey);
    state.ResumeTiming();
    screener.InspectText(draft, reading);
  }
}

void Blanking(benchmark::State& state, const std::string& body) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(BlankOut(body, {"Jane Doe", "Jörg"}, "en"));
  }
}

const std::string kAscii300 = Prose(300, "");
const std::string kMixed300 = Prose(296, "größe ") + "über";

BENCHMARK_CAPTURE(Views, ascii_300, kAscii300);
BENCHMARK_CAPTURE(Views, mixed_300, kMixed300);
BENCHMARK_CAPTURE(Views, hostile_marks, Repeat("\u0301\u0323"));
BENCHMARK_CAPTURE(Views, hostile_one_letter, Repeat("a"));
BENCHMARK_CAPTURE(Views, hostile_singles, Repeat("a."));
BENCHMARK_CAPTURE(Views, hostile_flags, Repeat("🇦🇧🇨"));
BENCHMARK_CAPTURE(Views, hostile_overrides, Repeat("\u202ea\u202c"));
BENCHMARK_CAPTURE(Views, hostile_expanding, Repeat("\ufdfa"));
BENCHMARK_CAPTURE(SketchOnly, ascii_300, kAscii300);
BENCHMARK_CAPTURE(LinksOnly, ascii_300, kAscii300);
BENCHMARK_CAPTURE(InspectOnly, ascii_300, kAscii300);
BENCHMARK_CAPTURE(Blanking, ascii_300, kAscii300);
BENCHMARK_CAPTURE(Blanking, hostile_addresses, Repeat("a@b.co "));
BENCHMARK_CAPTURE(Blanking, hostile_streets, Repeat("1 A St "));
BENCHMARK_CAPTURE(Blanking, hostile_numbers, Repeat("1 "));
BENCHMARK_CAPTURE(Blanking, hostile_names, Repeat("Jane "));
BENCHMARK_CAPTURE(Whole, ascii_300, kAscii300);
BENCHMARK_CAPTURE(Whole, mixed_300, kMixed300);
BENCHMARK_CAPTURE(Whole, ascii_1k, Prose(1024, ""));
BENCHMARK_CAPTURE(Whole, mixed_1k, Prose(1020, "größe ") + "über");
BENCHMARK_CAPTURE(Whole, disguised_1k, Prose(1000, kDisguisedTerms));
BENCHMARK_CAPTURE(Whole, links_1k, Prose(1024, "http://a.example.com/x "));
BENCHMARK_CAPTURE(Whole, hostile_prose, Prose(65525, ""));
BENCHMARK_CAPTURE(Whole, hostile_marks, Repeat("\u0301\u0323"));
BENCHMARK_CAPTURE(Whole, hostile_one_letter, Repeat("a"));
BENCHMARK_CAPTURE(Whole, hostile_expanding, Repeat("\ufdfa"));
BENCHMARK_CAPTURE(Whole, hostile_invisible, Repeat("\u200b"));
BENCHMARK_CAPTURE(Whole, hostile_singles, Repeat("a."));
BENCHMARK_CAPTURE(Whole, hostile_spaced, Repeat("f u c k   "));
BENCHMARK_CAPTURE(Whole, hostile_flags, Repeat("🇦🇧🇨"));
BENCHMARK_CAPTURE(Whole, hostile_overrides, Repeat("\u202ea\u202c"));
BENCHMARK_CAPTURE(Whole, hostile_disguises, Repeat(kDisguisedTerms));
BENCHMARK_CAPTURE(Whole, hostile_dots, Repeat("a.b/ "));
BENCHMARK_CAPTURE(Whole, hostile_addresses, Repeat("http://a.b@"));
BENCHMARK_CAPTURE(Whole, hostile_han, Repeat("中文"));

}  // namespace
}  // namespace winnow

BENCHMARK_MAIN();
