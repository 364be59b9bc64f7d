// Which script a letter is in, as far as scripts tell languages. Read by
// language.cc alone.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_SCRIPTS_H_
#define WINNOW_SERVICE_SCREENING_TEXT_SCRIPTS_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include "absl/strings/string_view.h"

namespace winnow {

// Scripts that are told apart here. Of those after kLatin each has one language
// that nearly all of its texts are in, or a look of its own.
enum Script : uint8_t {
  kNoScript,
  kLatin,
  kGreek,
  kCyrillic,
  kArmenian,
  kHebrew,
  kArabic,
  kDevanagari,
  kBengali,
  kGurmukhi,
  kGujarati,
  kTamil,
  kTelugu,
  kKannada,
  kMalayalam,
  kSinhala,
  kThai,
  kLao,
  kBurmese,
  kGeorgian,
  kKhmer,
  kHangul,
  kKana,
  kHan,
  kScripts,
};

// A stretch of characters of one script, from where the one before ends.
struct Block {
  char32_t last;
  Script script;
};
// Ends of the blocks that matter, in order; kana and Han from the BMP.
inline constexpr Block kBlocks[] = {
    {0x00BF, kNoScript},   {0x024F, kLatin},    {0x036F, kNoScript},
    {0x03FF, kGreek},      {0x052F, kCyrillic}, {0x058F, kArmenian},
    {0x05FF, kHebrew},     {0x06FF, kArabic},   {0x08FF, kNoScript},
    {0x097F, kDevanagari}, {0x09FF, kBengali},  {0x0A7F, kGurmukhi},
    {0x0AFF, kGujarati},   {0x0B7F, kNoScript}, {0x0BFF, kTamil},
    {0x0C7F, kTelugu},     {0x0CFF, kKannada},  {0x0D7F, kMalayalam},
    {0x0DFF, kSinhala},    {0x0E7F, kThai},     {0x0EFF, kLao},
    {0x0FFF, kNoScript},   {0x109F, kBurmese},  {0x10FF, kGeorgian},
    {0x11FF, kHangul},     {0x177F, kNoScript}, {0x17FF, kKhmer},
    {0x1DFF, kNoScript},   {0x1EFF, kLatin},    {0x1FFF, kGreek},
    {0x303F, kNoScript},   {0x30FF, kKana},     {0x33FF, kNoScript},
    {0x9FFF, kHan},        {0xABFF, kNoScript}, {0xD7FF, kHangul},
    {0x10FFFF, kNoScript}};

inline Script ScriptOf(char32_t c) {
  return std::lower_bound(std::begin(kBlocks), std::end(kBlocks), c,
                          [](const Block& block, char32_t sought) {
                            return block.last < sought;
                          })
      ->script;
}

// Of each script, the language its texts are taken to be in; empty where
// letters or words decide.
inline constexpr std::array<absl::string_view, kScripts> kLanguageOfScript = {
    "und", "",   "el", "",   "hy", "he", "",   "hi", "bn", "pa", "gu", "ta",
    "te",  "kn", "ml", "si", "th", "lo", "my", "ka", "km", "ko", "ja", "zh"};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_SCRIPTS_H_
