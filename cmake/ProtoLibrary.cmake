# vd_proto_library(NAME PROTOS file...)
#
# Generates C from .proto files, named relative to the current folder, into <build>/gen/proto. The
# header of valedor/v1/x.proto is included as "valedor/v1/x.pb-c.h".
function(vd_proto_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "PROTOS")
    set(out ${PROJECT_BINARY_DIR}/gen/proto)
    file(MAKE_DIRECTORY ${out})
    list(TRANSFORM arg_PROTOS PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ OUTPUT_VARIABLE paths)
    set(sources "")
    foreach(proto IN LISTS arg_PROTOS)
        string(REGEX REPLACE "\\.proto$" ".pb-c" stem ${proto})
        # All files are inputs of each, because a proto may import any other.
        add_custom_command(
            OUTPUT ${out}/${stem}.c ${out}/${stem}.h
            COMMAND ${VD_PROTOC_C} --c_out=${out} -I ${CMAKE_CURRENT_SOURCE_DIR}
                    ${CMAKE_CURRENT_SOURCE_DIR}/${proto}
            DEPENDS ${paths}
            COMMENT "protoc-c ${proto}"
            VERBATIM)
        list(APPEND sources ${out}/${stem}.c)
    endforeach()
    if(sources)
        add_library(${name} STATIC ${sources})
        # Generated code is not ours to warn about, but it is ours to sanitize.
        target_link_libraries(${name} PRIVATE vd_compile)
        target_compile_options(${name} PRIVATE -w)
        target_include_directories(${name} SYSTEM PUBLIC ${out})
        target_link_libraries(${name} PUBLIC PkgConfig::protobuf_c)
    else()
        add_library(${name} INTERFACE)
        target_include_directories(${name} SYSTEM INTERFACE ${out})
        target_link_libraries(${name} INTERFACE PkgConfig::protobuf_c)
    endif()
endfunction()
