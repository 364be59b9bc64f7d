#include "tests/quality/unseen_spam.h"

#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/str_replace.h"
#include "service/screening/classifier/training/phrase_maker.h"

namespace winnow {
namespace {

constexpr NamedWords kWords[] = {
    {"ware",
     "hair loss shampoo|garage door openers|mattress outlet|tarot "
     "reading by phone|used forklifts|wedding drones|solar panels "
     "subsidy|hoverboard sale|psychic love reading|debt settlement|"
     "timeshare exit|mobile legends diamonds|fortnite v-bucks|free "
     "robux|teeth whitening kit|hearing aids deal|dropshipping course|"
     "yacht charter dubai|industrial shredders|gold ira rollover|"
     "russian brides|sugar daddy app|erectile dysfunction cure|sleeping "
     "tablets uk|counterfeit euros|cloned atm cards|exam dumps|"
     "betting tips vip|horse racing picks|matka guessing"},
    {"host",
     "shampoo-4u.test|garagedoorz.test|mattressland.test|tarotline."
     "test|liftparts.test|dronewed.test|solar-now.test|ridehover.test|"
     "debtfree24.test|legendshop.test|vbuckz.test|robux-gen.test|"
     "whitesmile.test|hearwell.test|shipdrop.test|yachts-uae.test|"
     "shredmax.test|goldrolls.test|bridesrus.test|tabsuk.test|"
     "notesfast.test|atmclone.test|dumpking.test|viptips.test|racewin."
     "test|guess-king.test"},
    {"link",
     "http://{host}|https://{host}/offer|http://www.{host}/?a=77|https:"
     "//{host}/en/landing.php"},
    {"nice",
     "Impressive write up|Such a lovely web page|I stumbled upon this "
     "through Bing and enjoyed every bit|Your points are spot on|Pretty "
     "section of content|Thumbs up for this one|Fabulous, what a blog "
     "it is|Hi to all, the contents here are genuinely remarkable|My "
     "brother recommended I might like this web site, he was right"},
    {"person",
     "Harriet Boone|Dmitri|Celeste M.|j_foster|Old Man Rivers|"
     "Aisha Rahman|Bob from Ohio|Kwame|lucy99|Professor Plum|"
     "Mrs. Dalloway|sandpiper|Tomás Echeverría|Ingrid"},
    {"page", "|||https://harrietboone.test|https://aisha.blog.test/about"},
    {"cite",
     "https://www.pewresearch.org/report/2022|https://en.wikipedia.org/"
     "wiki/Suspension_bridge|https://www.who.int/data|https://apnews."
     "com/article/mayor-budget-77"},
};

constexpr absl::string_view kSpam[] = {
    "{nice}. {link}",
    "{nice}! Stop by my page as well :: {ware} {link}",
    "{ware} {link}",
    "[url={link}]{ware}[/url]\n[url={link}]{ware}[/url]",
    "{nice} <a href=\"{link}\">{ware}</a>",
    "(Struggling|Tired|Dreaming) of {ware}? Claim a voucher today at {link}",
    "Hello, do you want {ware}? We ship worldwide. Write to sales@{host}",
    "{ware} - {ware} - {ware} - {link}",
    "Everybody is switching to {ware}, see the review: {link}",
    "I finally found {ware} that works: {link} you can thank me later",
    "Limited stock! {ware} 70% off until midnight {link}",
    "{nice}",
};

constexpr absl::string_view kHam[] = {
    "{text}",
    "{text}",
    "{text}",
    "{text} {cite}",
    "{cite} says otherwise. {text}",
    "Well written, thank you. {text}",
    "Thank you for this story, I had no idea.",
    "@{person} I was there too and that is not how it went.",
};

}  // namespace

std::vector<TrainingRow> MakeUnseenSpam(const std::vector<TrainingRow>& rows,
                                        size_t count) {
  PhraseMaker make(kWords, 99);
  std::vector<const TrainingRow*> carriers;
  for (const TrainingRow& row : rows) {
    if (row.source == kReaderSource && !row.is_copy) {
      carriers.push_back(&row);
    }
  }
  std::vector<TrainingRow> made;
  for (size_t i = 0; i < 2 * count; ++i) {
    const bool is_spam = i < count;
    TrainingRow row;
    row.source = "unseen_spam";
    row.language = "en";
    row.labels[kSpamHead] = is_spam ? 1 : 0;
    if (is_spam) {
      const size_t k = make.Below(std::size(kSpam));
      row.text = make.Make(kSpam[k]);
      // Praise alone is an advertisement by its author.
      const bool by_name = k + 1 == std::size(kSpam) || make.Chance(0.5);
      row.name = make.Make(by_name ? "{ware}" : "{person}");
      if (by_name || make.Chance(0.5)) row.website = make.Make("{link}");
    } else {
      row.text = make.Make(kHam[make.Below(std::size(kHam))]);
      const std::string text =
          carriers.empty() ? "I see."
                           : carriers[make.Below(carriers.size())]->text;
      row.text = absl::StrReplaceAll(row.text, {{"{text}", text}});
      row.name = make.Make("{person}");
      row.website = make.Make("{page}");
    }
    made.push_back(std::move(row));
  }
  return made;
}

}  // namespace winnow
