// Marks say what a comment looks like whatever its words are: how long, how
// loud, how many links and where, how disguised, and whether the author's name
// and website look like an advertisement. Each kind of mark has up to eight
// levels, of which exactly one holds.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_MARKS_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_MARKS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace winnow {

struct ClassifierInput;

inline constexpr size_t kMarkLevels = 8;

// The order is part of the model format: add at the end, and raise
// kFeatureVersion for any other change.
enum class Mark : uint8_t {
  kWords,           // how many
  kCapitals,        // share of letters
  kCapitalWords,    // words in capitals alone
  kExclamations,    // how many
  kQuestions,       //
  kDigits,          // share of bytes
  kLinks,           // how many
  kFirstLink,       // none, at the start, inside, at the end
  kLinkShare,       // share of bytes that are links
  kBbCode,          // [url=…], [b], [img]
  kAnchors,         // <a href=…>
  kDomains,         // distinct ones of the links
  kCheapDomain,     // the cheapest kind of top-level domain among the links
  kNotAscii,        // share of bytes
  kDisguisedWords,  // words that only squeezing shows
  kMixedLook,       // Latin words with letters of other scripts among them
  kEmoji,           // how many
  kLines,           // how many
  kLongNumbers,     // runs of seven digits and more
  kMoney,           // signs of currencies and percent
  kDots,            // runs of three dots and more
  kWordBytes,       // mean length of words
  kVariety,         // share of words that are new
  kQuotes,          // quoted lines and quotation marks
  kMentions,        // @somebody
  kTags,            // #something
  kLinkPath,        // longest path behind a host
  kAddressee,       // the text speaks to "you" (in English, German, …)
  kNameWords,       // of the author's name
  kNameForm,        // digits, capitals, a dot, a link in the name
  kWebsite,         // none, a bare host, a path
  kWebsiteHost,     // hyphens and digits of the host
  kWebsiteDomain,   // kind of its top-level domain
  kNameInWebsite,   // words of the name that the host is made of
  kNameInBody,      // whether the body has the name's words
  kWebsiteInBody,   // whether a link of the body leads to the website
  kCount
};

inline constexpr size_t kMarks =
    static_cast<size_t>(Mark::kCount) * kMarkLevels;

// Counts of one text, made while its words are read.
struct WordCounts {
  size_t words = 0;
  size_t words_new = 0;
  size_t word_letters = 0;
  size_t emoji = 0;
  size_t disguised = 0;
  size_t mixed = 0;
  size_t addressee = 0;
  size_t name_words_seen = 0;
};

// Appends the marks that hold, one of each kind; the author's only where there
// is a name or a website.
// Cost: linear in the text, 0.5 µs for 300 bytes.
void AppendMarks(const ClassifierInput& input, const WordCounts& counts,
                 std::vector<uint16_t>& marks);

// Returns a mark in words, for explanations: "links: 6 and more".
std::string DescribeMark(uint16_t mark);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_MARKS_H_
