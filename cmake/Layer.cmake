# vd_layer(NAME [SOURCES file...] [LIBS target...])
#
# One static library per layer, its sources listed. A layer without sources yet can be linked all
# the same.
function(vd_layer name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBS")
    if(arg_SOURCES)
        add_library(${name} STATIC ${arg_SOURCES})
        target_link_libraries(${name} PRIVATE vd_compile PUBLIC ${arg_LIBS})
    else()
        add_library(${name} INTERFACE)
        target_link_libraries(${name} INTERFACE ${arg_LIBS})
    endif()
endfunction()
