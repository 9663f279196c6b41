#include "temp_directory.hpp"
#include "weight_files.hpp"

#include "netseam/core/error.hpp"
#include "netseam/pipeline/neuron_presets.hpp"
#include "netseam/pipeline/options.hpp"
#include "netseam/pipeline/study_file.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

using namespace netseam;
using Catch::Contains;
using test::NamedTensor;
using test::random_tensor;

namespace {

pipeline::Config parse(const std::string& text, const std::vector<std::string>& arguments = {}) {
  std::istringstream stream(text);
  return pipeline::parse_study(stream, "study.ini", "/somewhere/study.ini", arguments);
}

pipeline::WeightInput open(const std::vector<NamedTensor>& tensors, const std::string& preset) {
  const test::TempDirectory folder;
  return test::open(folder, tensors, "preset = " + preset);
}

std::string layers_of(const data::NeuronNetwork& network) {
  std::string text;
  for (const auto& layer : network.layer)
    text += fmt::format("{}{}:{}", text.empty() ? "" : " ", layer.name, layer.units);
  return text;
}

void add_norm(std::vector<NamedTensor>& tensors, const std::string& prefix, std::size_t units) {
  tensors.push_back({prefix + ".weight", {units}, std::vector<float>(units, 1.0F)});
  tensors.push_back({prefix + ".bias", {units}, std::vector<float>(units, 0.0F)});
  tensors.push_back({prefix + ".running_var", {units}, std::vector<float>(units, 4.0F)});
}

/// Convolutions, normalisations and shortcuts of ResNet-18 with few channels: 2, 2, 3, 4, 5.
std::vector<NamedTensor> small_resnet18() {
  std::vector<NamedTensor> tensors{random_tensor("conv1.weight", {2, 3, 7, 7}),
                                   random_tensor("fc.weight", {6, 5})};
  add_norm(tensors, "bn1", 2);
  std::size_t inputs = 2;
  for (std::size_t stage = 1; stage <= 4; ++stage)
    for (std::size_t unit = 0; unit < 2; ++unit) {
      const std::size_t channels = stage + 1;
      const std::string prefix = fmt::format("layer{}.{}.", stage, unit);
      tensors.push_back(random_tensor(prefix + "conv1.weight", {channels, inputs, 3, 3}));
      tensors.push_back(random_tensor(prefix + "conv2.weight", {channels, channels, 3, 3}));
      add_norm(tensors, prefix + "bn1", channels);
      add_norm(tensors, prefix + "bn2", channels);
      if (inputs != channels) {
        tensors.push_back(random_tensor(prefix + "downsample.0.weight", {channels, inputs, 1, 1}));
        add_norm(tensors, prefix + "downsample.1", channels);
      }
      inputs = channels;
    }
  return tensors;
}

}  // namespace

TEST_CASE("a preset gives what the study does not", "[serial]") {
  using Texts = std::vector<std::string>;
  auto config = parse("[neurons]\npreset = vgg\n");
  CHECK(config.neurons.chain == Texts{"*features.{i}.weight"});
  CHECK_FALSE(config.neurons.inputs);
  config = parse("[neurons]\npreset = vgg\ninputs = true\n");
  CHECK(config.neurons.inputs);
  config = parse("[neurons]\npreset = vgg\n", {"--neurons.inputs", "--neurons.chain=a"});
  CHECK(config.neurons.inputs);
  CHECK(config.neurons.chain == Texts{"a"});
  config = parse("[neurons]\nedges = a: x -> y\n", {"--neurons.preset=vgg"});
  CHECK(config.neurons.chain.empty());
  CHECK(config.neurons.edges == Texts{"a: x -> y"});
  CHECK_FALSE(config.neurons.inputs);
  config = parse("[neurons]\npreset = vgg\n", {"--neurons.preset="});
  CHECK(config.neurons.chain.empty());
  // what is stored with a result says the same again
  for (const auto& name : pipeline::neuron_preset_names()) {
    const auto text = pipeline::resolved_study_text(parse("[neurons]\npreset = " + name + "\n"));
    CHECK(pipeline::resolved_study_text(parse(text)) == text);
  }
}

TEST_CASE("an unknown preset names the nearest and where it stands", "[serial]") {
  const auto error = [](const std::string& text, const std::vector<std::string>& arguments = {}) {
    return test::message_of([&] { static_cast<void>(parse(text, arguments)); });
  };
  CHECK_THAT(error("[neurons]\npreset = resnet8\n"),
             Contains("study.ini: line 2: neurons.preset: found 'resnet8', expected one of mlp, vgg") &&
                 Contains("did you mean 'resnet18'?"));
  CHECK_THAT(error("", {"--neurons.preset=gpt"}), Contains("command line: neurons.preset: found 'gpt'"));
}

TEST_CASE("every preset is keys of a study, and the text is what was built in", "[serial]") {
  const auto names = pipeline::neuron_preset_names();
  CHECK(names == std::vector<std::string>{"mlp", "vgg", "vgg-bn", "resnet18", "gpt2", "llama", "pythia"});
  for (const auto& name : names) {
    CHECK(pipeline::neuron_presets_text().find("[" + name + "]") != std::string_view::npos);
    const auto config = parse("[neurons]\npreset = " + name + "\n");
    CHECK(config.neurons.chain.empty() != config.neurons.edges.empty());
  }
}

TEST_CASE("the presets of chains fit files with the names of their families", "[serial]") {
  CHECK(layers_of(open({random_tensor("layers.0.weight", {4, 3}), random_tensor("layers.10.weight", {2, 5}),
                        random_tensor("layers.2.weight", {5, 4}), random_tensor("layers.1.weight", {4})},
                       "mlp")
                      .network) == "input:3 layers.0:4 layers.2:5 layers.10:2");
  CHECK(layers_of(
            open({random_tensor("0.weight", {4, 3}), random_tensor("2.weight", {5, 4})}, "mlp").network) ==
        "input:3 0:4 2:5");
  const std::vector<NamedTensor> vgg{
      random_tensor("features.0.weight", {4, 3, 3, 3}), random_tensor("features.10.weight", {6, 5, 3, 3}),
      random_tensor("features.2.weight", {5, 4, 3, 3}), random_tensor("classifier.0.weight", {7, 24})};
  CHECK(layers_of(open(vgg, "vgg").network) == "features.0:4 features.2:5 features.10:6");
  const auto gpt2 = [](const std::string& prefix) {
    std::vector<NamedTensor> tensors{random_tensor(prefix + "wte.weight", {9, 3})};
    for (const std::string block : {"h.0.", "h.1.", "h.10.", "h.2."})
      for (const auto& [name, inputs, outputs] : {std::tuple{"attn.c_attn.weight", 3U, 9U},
                                                  {"mlp.c_fc.weight", 3U, 12U},
                                                  {"mlp.c_proj.weight", 12U, 3U}})
        tensors.push_back(random_tensor(prefix + block + name, {inputs, outputs}));
    return layers_of(open(tensors, "gpt2").network);
  };
  CHECK(gpt2("") ==
        "input:3 h.0.mlp.c_fc:12 h.0.mlp.c_proj:3 h.1.mlp.c_fc:12 h.1.mlp.c_proj:3 h.2.mlp.c_fc:12 "
        "h.2.mlp.c_proj:3 h.10.mlp.c_fc:12 h.10.mlp.c_proj:3");
  CHECK_THAT(gpt2("transformer."), Contains("transformer.h.10.mlp.c_fc:12 transformer.h.10.mlp.c_proj:3"));
  CHECK(layers_of(open({random_tensor("model.layers.0.mlp.gate_proj.weight", {8, 3}),
                        random_tensor("model.layers.0.mlp.up_proj.weight", {8, 3}),
                        random_tensor("model.layers.0.mlp.down_proj.weight", {3, 8})},
                       "llama")
                      .network) == "input:3 model.layers.0.mlp.gate_proj:8 model.layers.0.mlp.down_proj:3");
  CHECK(layers_of(open({random_tensor("gpt_neox.layers.0.mlp.dense_h_to_4h.weight", {8, 2}),
                        random_tensor("gpt_neox.layers.0.mlp.dense_4h_to_h.weight", {2, 8})},
                       "pythia")
                      .network) ==
        "input:2 gpt_neox.layers.0.mlp.dense_h_to_4h:8 gpt_neox.layers.0.mlp.dense_4h_to_h:2");
}

TEST_CASE("the preset of VGG with batch normalisation folds what stands behind each convolution",
          "[serial]") {
  std::vector<NamedTensor> tensors{random_tensor("features.0.weight", {2, 3, 3, 3}),
                                   {"features.3.weight", {2, 2, 1, 1}, {1, 2, 3, 4}}};
  add_norm(tensors, "features.1", 2);
  add_norm(tensors, "features.4", 2);
  const auto input = open(tensors, "vgg-bn");
  CHECK(layers_of(input.network) == "features.0:2 features.3:2");
  std::vector<float> values(4);
  input.rows(0, 0, 2, values);
  for (std::size_t k = 0; k < 4; ++k)  // 1 / sqrt(4 + 1e-5), rounded twice in float32
    CHECK(values[k] == Approx(static_cast<double>(k + 1) / std::sqrt(4 + 1e-5)).epsilon(2.0 / (1 << 23)));
}

TEST_CASE("the preset of ResNet-18 joins every addend to what reads the sum", "[serial]") {
  const auto input = open(small_resnet18(), "resnet18");
  CHECK(layers_of(input.network) ==
        "stem:2 layer1.0.conv1:2 layer1.0:2 layer1.1.conv1:2 layer1.1:2 layer2.0.conv1:3 layer2.0:3 "
        "layer2.1.conv1:3 layer2.1:3 layer3.0.conv1:4 layer3.0:4 layer3.1.conv1:4 layer3.1:4 "
        "layer4.0.conv1:5 layer4.0:5 layer4.1.conv1:5 layer4.1:5");
  // conv2 of 8 units; addends before their conv1: 1, 2, 3, 1, 2, 1, 2, 1; before the shortcuts: 3, 2, 2
  CHECK(input.network.block.size() == 8 + 13 + 7);
  const auto joins = [&](const std::string& source, const std::string& target) {
    return std::count_if(input.network.block.begin(), input.network.block.end(), [&](const auto& block) {
      return input.network.layer[block.source].name == source &&
             input.network.layer[block.target].name == target;
    });
  };
  CHECK(joins("stem", "layer2.0") == 1);
  CHECK(joins("layer2.0.conv1", "layer2.0") == 1);
  CHECK(joins("layer3.0", "layer4.0.conv1") == 1);
  CHECK(joins("stem", "layer3.0") == 0);
  REQUIRE(input.note.size() == 1);
  CHECK_THAT(input.note[0], Contains("and 1 of more: \"fc.weight\""));
}
