#include "tests/bench/submission_maker.h"

#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace winnow {
namespace {

// Enough that two texts share hardly a row of three words: no near-duplicates.
constexpr absl::string_view kWords[] = {
    "about",     "above",      "account",    "across",    "after",
    "again",     "against",    "age",        "agree",     "air",
    "almost",    "alone",      "along",      "already",   "also",
    "always",    "among",      "another",    "answer",    "area",
    "argue",     "around",     "article",    "ask",       "autumn",
    "away",      "back",       "bakery",     "balance",   "bank",
    "because",   "become",     "before",     "began",     "behind",
    "believe",   "bench",      "better",     "between",   "bicycle",
    "board",     "book",       "bottom",     "bought",    "bridge",
    "brought",   "budget",     "build",      "bus",       "business",
    "call",      "careful",    "carry",      "case",      "cause",
    "centre",    "certain",    "chance",     "change",    "children",
    "choice",    "church",     "city",       "clear",     "close",
    "coast",     "cold",       "come",       "common",    "company",
    "concern",   "consider",   "corner",     "cost",      "council",
    "country",   "course",     "court",      "cover",     "cross",
    "crowd",     "current",    "daily",      "dark",      "daughter",
    "debate",    "decade",     "decide",     "deep",      "delay",
    "detail",    "difference", "dinner",     "direction", "doctor",
    "door",      "doubt",      "down",       "drive",     "during",
    "early",     "east",       "edge",       "editor",    "effect",
    "effort",    "eight",      "either",     "election",  "enough",
    "evening",   "every",      "evidence",   "example",   "expect",
    "explain",   "fact",       "family",     "far",       "farm",
    "father",    "favour",     "ferry",      "few",       "field",
    "figure",    "find",       "fine",       "first",     "five",
    "floor",     "follow",     "forest",     "forget",    "form",
    "forward",   "found",      "four",       "friend",    "front",
    "full",      "future",     "garden",     "gate",      "general",
    "given",     "glass",      "government", "great",     "green",
    "ground",    "group",      "growth",     "half",      "hand",
    "happen",    "harbour",    "hard",       "head",      "hear",
    "height",    "help",       "high",       "history",   "holiday",
    "home",      "hope",       "hospital",   "hour",      "house",
    "however",   "human",      "idea",       "important", "include",
    "increase",  "inside",     "instead",    "interest",  "island",
    "issue",     "journey",    "judge",      "keep",      "kitchen",
    "knew",      "labour",     "lake",       "land",      "large",
    "last",      "late",       "law",        "lead",      "learn",
    "least",     "leave",      "lesson",     "letter",    "level",
    "library",   "light",      "likely",     "line",      "list",
    "little",    "local",      "long",       "look",      "lose",
    "low",       "machine",    "main",       "make",      "many",
    "market",    "matter",     "maybe",      "mayor",     "measure",
    "meeting",   "member",     "middle",     "mile",      "million",
    "mind",      "minute",     "moment",     "money",     "month",
    "morning",   "mother",     "mountain",   "move",      "music",
    "name",      "narrow",     "nation",     "near",      "need",
    "neighbour", "never",      "news",       "next",      "night",
    "north",     "nothing",    "notice",     "number",    "obvious",
    "office",    "often",      "old",        "once",      "only",
    "open",      "opinion",    "order",      "other",     "outside",
    "own",       "page",       "paper",      "parent",    "park",
    "part",      "past",       "path",       "patient",   "peace",
    "people",    "perhaps",    "period",     "picture",   "place",
    "plan",      "plenty",     "point",      "police",    "possible",
    "power",     "present",    "price",      "problem",   "promise",
    "proof",     "public",     "quarter",    "question",  "quick",
    "quiet",     "railway",    "rain",       "rather",    "reach",
    "read",      "ready",      "real",       "reason",    "record",
    "remember",  "report",     "rest",       "result",    "return",
    "right",     "river",      "road",       "roof",      "room",
    "round",     "rule",       "same",       "school",    "season",
    "second",    "seem",       "sense",      "serious",   "seven",
    "several",   "shade",      "share",      "shop",      "short",
    "show",      "side",       "simple",     "since",     "single",
    "sister",    "slow",       "small",      "someone",   "soon",
    "sound",     "south",      "space",      "speak",     "spend",
    "spring",    "square",     "stand",      "station",   "stay",
    "still",     "stone",      "story",      "street",    "strong",
    "study",     "summer",     "support",    "sure",      "surface",
    "table",     "taken",      "talk",       "tax",       "teacher",
    "ten",       "than",       "theatre",    "thing",     "think",
    "third",     "those",      "though",     "thought",   "three",
    "through",   "today",      "together",   "tomorrow",  "took",
    "toward",    "town",       "traffic",    "travel",    "tree",
    "trouble",   "true",       "trust",      "turn",      "under",
    "until",     "usual",      "valley",     "value",     "village",
    "visit",     "voice",      "vote",       "wait",      "walk",
    "wall",      "warm",       "watch",      "water",     "weather",
    "week",      "weight",     "west",       "whether",   "while",
    "whole",     "wide",       "window",     "winter",    "within",
    "without",   "wonder",     "wood",       "work",      "world",
    "worth",     "write",      "year",       "yesterday", "young"};

constexpr absl::string_view kSections[] = {"city", "culture", "economy",
                                           "politics", "sport"};

constexpr absl::string_view kUserAgent =
    "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0";

// SplitMix64 (Steele, Lea, Flood 2014): any start gives independent numbers.
class Draws {
 public:
  explicit Draws(uint64_t start) : state_(start) {}

  uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }

  uint64_t Below(uint64_t end) { return (Next() >> 32) * end >> 32; }

  absl::string_view Word() { return kWords[Below(std::size(kWords))]; }

 private:
  uint64_t state_;
};

void AppendCapitalized(absl::string_view word, std::string& text) {
  text.push_back(absl::ascii_toupper(static_cast<unsigned char>(word[0])));
  text.append(word.data() + 1, word.size() - 1);
}

// Sentences of four to fifteen words, cut at the length.
void WriteBody(size_t bytes, Draws& draws, std::string& body) {
  body.clear();
  body.reserve(bytes + 32);
  while (body.size() < bytes) {
    if (!body.empty()) body.push_back(' ');
    AppendCapitalized(draws.Word(), body);
    const uint64_t words = 3 + draws.Below(12);
    for (uint64_t i = 0; i < words; ++i) {
      body.push_back(' ');
      const absl::string_view word = draws.Word();
      body.append(word.data(), word.size());
    }
    body.push_back('.');
  }
  body.resize(bytes);
  body.back() = '.';
}

// Who has turn `place` when `at_once` go around `times` times before the next
// ones take their places.
uint64_t TurnOf(uint64_t place, uint64_t at_once, uint64_t times) {
  return place / (at_once * times) * at_once + place % at_once;
}

// A public IPv4 address; neighbors in number are strangers in network.
std::string NetworkOf(uint64_t author) {
  const uint64_t scattered = author * 0x9E3779B1 & 0xFFFFFF;
  return absl::StrCat("81.", scattered >> 16, ".", scattered >> 8 & 0xFF, ".",
                      scattered & 0xFF);
}

}  // namespace

void SubmissionMaker::Make(uint64_t number,
                           v1::SubmitCommentRequest& request) const {
  const uint64_t site = SiteOf(number);
  const uint64_t place = number / shape_.sites.size();
  const uint64_t article =
      TurnOf(place, shape_.threads_at_once, shape_.comments_per_thread);
  const uint64_t author =
      TurnOf(place, shape_.authors_at_once, shape_.comments_per_author) *
          shape_.sites.size() +
      site;
  Draws draws(shape_.seed * 0xD1B54A32D192ED03 + number);
  Draws author_draws(shape_.seed * 0xA24BAED4963EE407 + author);

  request.Clear();
  request.set_site(shape_.sites[site]);
  v1::Thread& thread = *request.mutable_thread();
  thread.set_id(absl::StrCat("article-", article));
  thread.set_url(absl::StrCat("https://news.example/articles/", article));
  thread.set_title(absl::StrCat("What the council decided, part ", article));
  thread.set_section(std::string(kSections[article % std::size(kSections)]));
  std::string& name = *request.mutable_display_name();
  AppendCapitalized(author_draws.Word(), name);
  name.push_back(' ');
  AppendCapitalized(author_draws.Word(), name);
  // Nothing is sent there; ".example" would be told apart from what readers
  // have.
  request.set_email(absl::StrCat("reader", author, ".", shape_.seed, "@mail",
                                 author % 7, ".readers-bench.org"));
  WriteBody(shape_.body_bytes, draws, *request.mutable_body());
  request.set_network_address(NetworkOf(author));
  request.set_user_agent(std::string(kUserAgent));
  request.mutable_form_evidence()->set_seconds_spent(
      static_cast<double>(20 + draws.Below(200)));
  request.set_language("en");
  request.set_request_id(absl::StrCat("load-", shape_.seed, "-", number));
}

}  // namespace winnow
