#include "printable_text.hpp"

#include <catch2/catch.hpp>

#include <string>

using netseam::artifact::display_width;
using netseam::artifact::fitted;
using netseam::artifact::printable;

TEST_CASE("text that is safe stays as it is", "[serial]") {
  for (const char* text : {"", "layers.0/attn weight", "größe ✓ 層 𝕏"}) REQUIRE(printable(text) == text);
}

TEST_CASE("what could drive a terminal is shown as numbers", "[serial]") {
  REQUIRE(printable("\x1b[31mred\a\n\x7f") == "\\x1b[31mred\\x07\\x0a\\x7f");
  REQUIRE(printable(std::string("a\0b", 3)) == "a\\x00b");
  REQUIRE(printable("\xc2\x9b"
                    "2J") ==
          "\\xc2\\x9b"
          "2J");  // the one-character form of ESC [
  REQUIRE(printable("a\xe2\x80\xae"
                    "b") ==
          "a\\xe2\\x80\\xae"
          "b");  // turns the direction of writing
}

TEST_CASE("bytes that are not UTF-8 are shown as numbers", "[serial]") {
  REQUIRE(printable("\xff") == "\\xff");
  REQUIRE(printable("\xc3") == "\\xc3");                             // cut short
  REQUIRE(printable("\xc0\xaf") == "\\xc0\\xaf");                    // longer than needed
  REQUIRE(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // half of a surrogate pair
  REQUIRE(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // beyond the last code point
  REQUIRE(printable("\xe2\x28\xa1") == "\\xe2(\\xa1");
}

TEST_CASE("names are cut in the middle and filled", "[serial]") {
  REQUIRE(fitted("abc", 5) == "abc  ");
  REQUIRE(fitted("abcde", 5) == "abcde");
  REQUIRE(fitted("layers.10.attention", 10) == "laye..tion");
  REQUIRE(fitted("größengrößen", 7) == "gr..ßen");
  REQUIRE(fitted("abc", 2) == "ab");
  REQUIRE(display_width("größe ✓") == 7);
}
