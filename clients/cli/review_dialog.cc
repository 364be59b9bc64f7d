#include "clients/cli/review_dialog.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace winnow {
namespace {

constexpr absl::Duration kTick = absl::Seconds(1);
// Without news an empty queue is asked again after this.
constexpr absl::Duration kLookEvery = absl::Seconds(5);

}  // namespace

void ReviewDialog::Tell(const absl::Status& status) {
  if (!status.ok()) page_.message = session_.Explain(status);
}

void ReviewDialog::Draw() {
  page_.item = desk_.item();
  page_.similar = desk_.similar();
  page_.decided_count = desk_.decided_count();
  page_.waiting_count = desk_.waiting_count();
  page_.held_count = watch_.held_count();
  const std::string now = page_.item == nullptr
                              ? ""
                              : absl::StrCat(page_.item->comment().name(), " ",
                                             page_.item->comment().etag());
  if (now != shown_) {
    page_.scroll = 0;
    page_.why = false;
  }
  screen_.Draw(DrawReview(page_, session_.out(), screen_.columns(),
                          screen_.rows(), absl::Now()));
  // Keys typed before were about the comment before.
  if (now != shown_) screen_.ForgetKeys();
  shown_ = now;
}

void ReviewDialog::Tick() {
  if (desk_.item() == nullptr) {
    // The watch tells of what comes; asking is for when it is broken.
    const int64_t news = watch_.news_count();
    if (news == news_seen_ && absl::Now() - looked_ < kLookEvery) return;
    news_seen_ = news;
    looked_ = absl::Now();
    const absl::Status filled = desk_.Fill();
    if (filled.ok() && desk_.item() != nullptr) page_.message.clear();
    Tell(filled);
    return;
  }
  const absl::StatusOr<bool> kept = desk_.Keep();
  Tell(kept.status());
  if (kept.ok() && !*kept) {
    page_.message = "somebody else has taken the comment that was here";
    EndAsking();
  }
}

bool ReviewDialog::HasRoom() const {
  return screen_.columns() >= kReviewColumnsMin &&
         screen_.rows() >= kReviewRowsMin;
}

Key ReviewDialog::NextKey() {
  while (true) {
    Draw();
    const Key key = screen_.Wait(kTick);
    switch (key.kind) {
      case Key::kNone:
        Tick();
        break;
      case Key::kSuspend:
        screen_.Suspend();
        break;
      case Key::kResized:
      case Key::kOther:
        break;
      case Key::kClosed:
      case Key::kInterrupt:
        closed_ = true;
        return key;
      default:
        // In a window that shows nothing no key decides anything.
        if (HasRoom() || key.text == "q") return key;
        break;
    }
  }
}

void ReviewDialog::EndAsking() {
  page_.title.clear();
  page_.menu.clear();
  page_.typing = false;
  page_.typed.clear();
}

std::string ReviewDialog::Choose(std::string title,
                                 std::vector<MenuLine> menu) {
  const std::string about = shown_;
  page_.title = std::move(title);
  page_.menu = std::move(menu);
  const Key key = NextKey();
  // What there was no room for was not read.
  const int lines = MenuLinesShown(page_, screen_.columns(), screen_.rows());
  std::vector<MenuLine> choices = std::exchange(page_.menu, {});
  choices.resize(static_cast<size_t>(lines));
  EndAsking();
  // What was asked about is gone: no answer to it is one about the next.
  if (about != shown_ || key.kind != Key::kText) return "";
  for (const auto& [letter, what] : choices) {
    if (letter == key.text) return letter;
  }
  return "";
}

bool ReviewDialog::Confirm(std::string title, std::string what) {
  return Choose(std::move(title),
                {{"y", std::move(what)}, {"other", "nothing is done"}}) == "y";
}

std::optional<std::string> ReviewDialog::Type(std::string title,
                                              size_t bytes_max) {
  const std::string about = shown_;
  page_.title = std::move(title);
  page_.menu = {{"Enter", "done"}, {"Esc", "give it up"}};
  page_.typing = true;
  std::optional<std::string> typed;
  while (!closed_ && page_.typing && about == shown_) {
    const Key key = NextKey();
    if (key.kind == Key::kEscape) break;
    if (key.kind == Key::kEnter) {
      if (page_.typed.empty()) break;
      typed = page_.typed;
      break;
    }
    if (key.kind == Key::kBackspace) {
      while (!page_.typed.empty()) {
        const char last = page_.typed.back();
        page_.typed.pop_back();
        if ((last & 0xC0) != 0x80) break;
      }
    } else if (key.kind == Key::kText || key.kind == Key::kPaste) {
      if (page_.typed.size() + key.text.size() <= bytes_max) {
        for (const char c : key.text) {
          page_.typed.push_back(c == '\n' || c == '\r' ? ' ' : c);
        }
      }
    }
  }
  EndAsking();
  if (about != shown_) return std::nullopt;
  return typed;
}

void ReviewDialog::Scroll(int lines) {
  page_.scroll = std::max(0, page_.scroll + lines);
}

void ReviewDialog::ToggleWhy() {
  page_.why = !page_.why;
  page_.scroll = 0;
}

}  // namespace winnow
