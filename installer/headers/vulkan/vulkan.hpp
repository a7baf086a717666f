// Vulkan's C++ header, with the one structure that llama.cpp uses and headers before 1.3.268 lack (Debian 12 has
// 1.3.239). llama.cpp fills it for a validation layer that it asks for only in a debug build.
#pragma once
#include_next <vulkan/vulkan.hpp>

#ifndef VK_EXT_layer_settings
namespace vk {
enum class LayerSettingTypeEXT { eBool32 = 0 };

struct LayerSettingEXT {
    const char *layer_name;
    const char *setting_name;
    LayerSettingTypeEXT type;
    uint32_t value_count;
    const void *values;
};

struct LayerSettingsCreateInfoEXT {
    VkStructureType type = static_cast<VkStructureType>(1000496000); // VK_STRUCTURE_TYPE_LAYER_SETTINGS_CREATE_INFO_EXT
    const void *next = nullptr;
    uint32_t setting_count;
    const LayerSettingEXT *settings;

    explicit LayerSettingsCreateInfoEXT(const std::vector<LayerSettingEXT> &given)
        : setting_count(static_cast<uint32_t>(given.size())), settings(given.data()) {}
};
} // namespace vk
#endif
