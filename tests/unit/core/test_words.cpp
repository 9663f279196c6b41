#include "netseam/core/words.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <vector>

using namespace netseam::core;

TEST_CASE("one thing is counted in the singular", "[serial]") {
  CHECK(counted(0, "pair") == "0 pairs");
  CHECK(counted(1, "pair") == "1 pair");
  CHECK(counted(2, "hidden layer") == "2 hidden layers");
}

TEST_CASE("edit distance counts insertions, deletions and replacements", "[serial]") {
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("same", "same") == 0);
}

TEST_CASE("only a name that is near is suggested", "[serial]") {
  const std::vector<std::string> commands{"layers", "neurons", "train", "sculpt", "hierarchy", "show"};
  CHECK(nearest_name("lyers", commands) == "layers");
  CHECK(nearest_name("Layers", commands) == "layers");
  CHECK(nearest_name("hierachy", commands) == "hierarchy");
  CHECK(nearest_name("lesions", commands).empty());  // three replacements away from neurons
  CHECK(nearest_name("x", commands).empty());
  CHECK(nearest_name("", commands).empty());
  CHECK(nearest_name("lay", commands).empty());  // three characters are missing, of six
  CHECK(nearest_name("n", {{std::string("no")}}) == "no");
  CHECK(suggestion("neuron", commands) == ", did you mean 'neurons'?");
  CHECK(suggestion("lesions", commands).empty());
}

TEST_CASE("a share that was not measured is no number", "[serial]") {
  CHECK(share_text(0.98765) == "0.9877");
  CHECK(share_text(std::numeric_limits<double>::quiet_NaN()) == "not known");
}
