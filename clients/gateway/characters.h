// Single characters, for parsers of what foreign clients send.
//
// Threads: pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_CHARACTERS_H_
#define WINNOW_CLIENTS_GATEWAY_CHARACTERS_H_

#include <cstdint>
#include <string>

namespace winnow {

// Returns what a hexadecimal digit stands for; -1 for any other byte.
int HexDigit(char c);

// Appends a character. Input: a code point that is no surrogate, at most
// U+10FFFF.
void AppendUtf8(uint32_t character, std::string& text);

// Returns the character of a byte in Windows-1252, which browsers take for
// Latin-1 too; 0 for the five that have none (WHATWG Encoding, index
// windows-1252), and for the byte 0.
uint32_t Windows1252(unsigned char byte);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_CHARACTERS_H_
