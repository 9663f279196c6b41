#include "network_topology.hpp"
#include "weight_files.hpp"

#include "netseam/pipeline/options.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using Catch::Contains;
using netseam::pipeline::NetworkTopology;
using netseam::pipeline::NeuronsConfig;
using Texts = std::vector<std::string>;

namespace {

/// Tensors of two axes with these names; those that end in "bias" or "norm.weight" have one.
std::vector<netseam::input::TensorInfo> tensors_of(const Texts& names) {
  std::vector<netseam::input::TensorInfo> tensors;
  for (const auto& name : names) {
    netseam::input::TensorInfo tensor;
    tensor.name = name;
    tensor.file = "net.npz";
    tensor.shape = {2, 2};
    if (name.ends_with("bias") || name.ends_with("norm.weight")) tensor.shape = {2};
    tensors.push_back(tensor);
  }
  return tensors;
}

/// "layer, layer; tensor: source + source -> target; ..."
std::string described(const NetworkTopology& topology, const Texts& names) {
  std::string text = fmt::format("{}", fmt::join(topology.layer, ", "));
  for (const auto& connection : topology.connection) {
    Texts sources;
    for (const auto source : connection.source) sources.push_back(topology.layer[source]);
    text += fmt::format("; {}: {} -> {}", names[connection.tensor],
                        fmt::join(sources, connection.concatenated ? " | " : " + "),
                        topology.layer[connection.target]);
  }
  return text;
}

std::string chain(const std::string& text, const Texts& names) {
  NeuronsConfig config;
  config.chain = netseam::pipeline::split_list(text);
  return described(network_topology(config, tensors_of(names)), names);
}

std::string edges(const std::string& text, const Texts& names) {
  NeuronsConfig config;
  config.edges = netseam::pipeline::split_list(text);
  return described(network_topology(config, tensors_of(names)), names);
}

std::string chain_error(const std::string& text, const Texts& names) {
  return netseam::test::message_of([&] { chain(text, names); });
}

std::string edges_error(const std::string& text, const Texts& names) {
  return netseam::test::message_of([&] { edges(text, names); });
}

}  // namespace

TEST_CASE("a chain names each layer after the tensor that leads to it", "[serial]") {
  CHECK(chain("b.{0..1}.weight, head", {"b.0.weight", "b.1.weight", "head", "other"}) ==
        "input, b.0, b.1, head; b.0.weight: input -> b.0; b.1.weight: b.0 -> b.1; head: b.1 -> head");
  CHECK(chain("a/kernel, b/kernel:0, c.kernel", {"a/kernel", "b/kernel:0", "c.kernel"}) ==
        "input, a, b, c; a/kernel: input -> a; b/kernel:0: a -> b; c.kernel: b -> c");
  // a name that is taken is not cut
  CHECK(chain("input.weight, a.weight, a/kernel", {"input.weight", "a.weight", "a/kernel"}) ==
        "input, input.weight, a, a/kernel; input.weight: input -> input.weight; "
        "a.weight: input.weight -> a; a/kernel: a -> a/kernel");
}

TEST_CASE("{i} stands for every number of the file, ascending, that is no vector's", "[serial]") {
  const Texts names{"l.0.weight", "l.10.weight", "l.11.weight",    "l.2.weight",
                    "l.3.bias",   "l.07.weight", "l.4norm.weight", "l.x.weight"};
  CHECK(chain("l.{i}.weight", names) ==
        "input, l.0, l.2, l.10, l.11; l.0.weight: input -> l.0; l.2.weight: l.0 -> l.2; "
        "l.10.weight: l.2 -> l.10; l.11.weight: l.10 -> l.11");
  CHECK(chain("h{i}.{i}.a", {"h0.0.a", "h1.2.a", "h3.3.a"}) ==
        "input, h0.0.a, h3.3.a; h0.0.a: input -> h0.0.a; h3.3.a: h0.0.a -> h3.3.a");
  CHECK(chain("n.{i}.weight", {"n.1.weight", "n.2.bias"}) == "input, n.1; n.1.weight: input -> n.1");
  // behind a gap of vectors, as in a Sequential with normalisation: n.{i} of one axis is skipped
  auto tensors = tensors_of({"n.0.weight", "n.1.weight", "n.2.weight"});
  tensors[1].shape = {2};
  NeuronsConfig config;
  config.chain = {"n.{i}.weight"};
  CHECK(network_topology(config, tensors).layer == Texts{"input", "n.0", "n.2"});
}

TEST_CASE("patterns joined by arrows are repeated together", "[serial]") {
  const Texts names{"h.1.up.weight", "h.1.down.weight", "h.0.up.weight", "h.0.down.weight", "end"};
  const std::string both =
      "input, h.0.up, h.0.down, h.1.up, h.1.down, end; h.0.up.weight: input -> h.0.up; "
      "h.0.down.weight: h.0.up -> h.0.down; h.1.up.weight: h.0.down -> h.1.up; "
      "h.1.down.weight: h.1.up -> h.1.down; end: h.1.down -> end";
  CHECK(chain("h.{i}.up.weight -> h.{i}.down.weight, end", names) == both);
  CHECK(chain("h.{0..1}.up.weight->h.{0..1}.down.weight, end", names) == both);
  CHECK_THAT(chain_error("h.{i}.up -> h.{i}.down", {"h.0.up", "h.0.down", "h.1.up", "h.1.dwn"}),
             Contains("net.npz: neurons.chain: \"h.{i}.up -> h.{i}.down\": found no tensor \"h.1.down\"") &&
                 Contains("h.1.dwn"));
}

TEST_CASE("a star stands for one prefix of all names", "[serial]") {
  CHECK(chain("*h.{i}.up -> *h.{i}.down", {"t.h.0.up", "t.h.0.down"}) ==
        "input, t.h.0.up, t.h.0.down; t.h.0.up: input -> t.h.0.up; t.h.0.down: t.h.0.up -> t.h.0.down");
  CHECK(chain("*h.{i}.up", {"t/h.0.up"}) == "input, t/h.0.up; t/h.0.up: input -> t/h.0.up");
  CHECK(chain("*h.{i}.up", {"h.0.up", "xh.0.up", "h.1.up"}) ==
        "input, h.0.up, h.1.up; h.0.up: input -> h.0.up; h.1.up: h.0.up -> h.1.up");
  CHECK_THAT(chain_error("*h.{i}.up", {"a.h.0.up", "h.1.up"}),
             Contains("* may stand for \"\" or for \"a.\"; write it out"));
  CHECK_THAT(chain_error("h.*.up", {"h.0.up"}), Contains("a glob gives no order; write {i}"));
  CHECK_THAT(chain_error("h.{i}.up -> *h.{i}.down", {"h.0.up"}), Contains("a name begins with *"));
}

TEST_CASE("edges join layers by any names, in an order that follows the arrows", "[serial]") {
  CHECK(edges("c: y -> z, a: x -> y", {"a", "b", "c"}) == "x, y, z; c: y -> z; a: x -> y");
  CHECK(edges("a: x -> y, b: x+y -> z, c: x|y|z -> w", {"a", "b", "c"}) ==
        "x, y, z, w; a: x -> y; b: x + y -> z; c: x | y | z -> w");
  CHECK(
      edges("up{i}: stream{i} -> mid{i}, down{i}: mid{i} -> stream{i+1}", {"up0", "up1", "down0", "down1"}) ==
      "stream0, mid0, stream1, mid1, stream2; up0: stream0 -> mid0; up1: stream1 -> mid1; "
      "down0: mid0 -> stream1; down1: mid1 -> stream2");
  CHECK(edges("t{i}: s{i-1} -> s{i}", {"t1", "t2"}) == "s0, s1, s2; t1: s0 -> s1; t2: s1 -> s2");
  // a shortcut: two tensors into one layer; a tensor twice, to two layers
  CHECK(edges("a: x -> y, b: y -> z, c: x -> z, c: x -> w", {"a", "b", "c"}) ==
        "x, y, z, w; a: x -> y; b: y -> z; c: x -> z; c: x -> w");
  CHECK(edges("d{1..2}.k:0: x{0..1} -> x{1..2}", {"d1.k:0", "d2.k:0"}) ==
        "x0, x1, x2; d1.k:0: x0 -> x1; d2.k:0: x1 -> x2");
}

TEST_CASE("every order of the same edges gives layers before those that they lead to", "[serial]") {
  Texts names, items;
  std::mt19937 random(7);
  for (int target = 1; target < 9; ++target)
    for (int source = 0; source < target; ++source)
      if (source == target - 1 || random() % 2 == 0) {
        names.push_back(fmt::format("t{}_{}", source, target));
        items.push_back(fmt::format("{}: l{} -> l{}", names.back(), source, target));
      }
  for (int round = 0; round < 50; ++round) {
    std::shuffle(items.begin(), items.end(), random);
    NeuronsConfig config;
    config.edges = items;
    // the path l0 -> l1 -> ... allows one order only
    CHECK(network_topology(config, tensors_of(names)).layer ==
          Texts{"l0", "l1", "l2", "l3", "l4", "l5", "l6", "l7", "l8"});
  }
}

TEST_CASE("texts that are no network say why", "[serial]") {
  const Texts abc{"a", "b", "c"};
  NeuronsConfig both;
  CHECK_THAT(netseam::test::message_of([&] { static_cast<void>(network_topology(both, tensors_of(abc))); }),
             Contains("neurons.chain and neurons.edges: found neither") && Contains("neurons.preset"));
  both.chain = {"a"};
  both.edges = {"a: x -> y"};
  CHECK_THAT(netseam::test::message_of([&] { static_cast<void>(network_topology(both, tensors_of(abc))); }),
             Contains("neurons.chain and neurons.edges: found both") && Contains("neurons.preset"));
  CHECK_THAT(chain_error("a, b, a", abc), Contains("\"a\" is in the chain already, by \"a\""));
  CHECK_THAT(chain_error("a ->", abc), Contains("nothing on one side of ->"));
  CHECK_THAT(chain_error("a, bb", abc), Contains("found no tensor \"bb\"") && Contains("one of: b"));
  CHECK_THAT(chain_error("q.{i}", {"q.0.bias"}),
             Contains("no tensor of two or more axes named like \"q.0\""));
  CHECK_THAT(chain_error("a{i*2}", abc), Contains("found {i*2}, expected {i}, {i+1} or {i-1}"));
  CHECK_THAT(chain_error("a{i}{0..}", abc),
             Contains("neurons.chain: \"a{i}{0..}\": found braces that are no range"));
  CHECK_THAT(chain_error("a{0..9999999}", abc), Contains("no range of a possible length"));
  CHECK_THAT(chain_error("a -> b{i}", abc), Contains("a name holds {i}, but not the tensor's"));
  CHECK_THAT(chain_error("a{0..1} -> b{0..2}", abc), Contains("ranges of 2 and of 3 numbers"));
  CHECK_THAT(edges_error("a x -> y", abc), Contains("found no colon"));
  CHECK_THAT(edges_error("a: x", abc), Contains("found 0 arrows, expected TENSOR: SOURCE -> TARGET"));
  CHECK_THAT(edges_error("a: x -> ", abc), Contains("found no name"));
  CHECK_THAT(edges_error(": x -> y", abc), Contains("nothing on one side of the colon"));
  CHECK_THAT(edges_error("a: x + -> y", abc), Contains("found no name"));
  CHECK_THAT(edges_error("a: x + y | z -> w", abc), Contains("found both + and |"));
  CHECK_THAT(edges_error("a: x -> y, b: x -> y", abc),
             Contains("\"a\" and \"b\" both lead from \"x\" to \"y\""));
  CHECK_THAT(edges_error("a: x + x -> y", abc), Contains("\"a\" and \"a\" both lead"));
  CHECK_THAT(edges_error("a: x -> y, b: y -> z, c: z -> y", abc),
             Contains("in a circle: y -> z -> y") || Contains("in a circle: z -> y -> z"));
  CHECK_THAT(edges_error("a: x -> x", abc), Contains("in a circle: x -> x"));
}
