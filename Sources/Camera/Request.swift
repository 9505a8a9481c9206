import CCamera

/// An ioctl request of V4L2: its name for messages, and its number as C computes it.
struct Request: Sendable {
    let name: String
    let number: UInt

    static let queryCapabilities = Request(name: "VIDIOC_QUERYCAP", number: ccamera_querycap)
    static let enumerateFormats = Request(name: "VIDIOC_ENUM_FMT", number: ccamera_enum_fmt)
    static let getFormat = Request(name: "VIDIOC_G_FMT", number: ccamera_g_fmt)
    static let setFormat = Request(name: "VIDIOC_S_FMT", number: ccamera_s_fmt)
    static let enumerateSizes = Request(name: "VIDIOC_ENUM_FRAMESIZES", number: ccamera_enum_framesizes)
    static let enumerateIntervals = Request(name: "VIDIOC_ENUM_FRAMEINTERVALS", number: ccamera_enum_frameintervals)
    static let getParameters = Request(name: "VIDIOC_G_PARM", number: ccamera_g_parm)
    static let setParameters = Request(name: "VIDIOC_S_PARM", number: ccamera_s_parm)
    static let cropCapabilities = Request(name: "VIDIOC_CROPCAP", number: ccamera_cropcap)
    static let requestBuffers = Request(name: "VIDIOC_REQBUFS", number: ccamera_reqbufs)
    static let queryBuffer = Request(name: "VIDIOC_QUERYBUF", number: ccamera_querybuf)
    static let queueBuffer = Request(name: "VIDIOC_QBUF", number: ccamera_qbuf)
    static let dequeueBuffer = Request(name: "VIDIOC_DQBUF", number: ccamera_dqbuf)
    static let streamOn = Request(name: "VIDIOC_STREAMON", number: ccamera_streamon)
    static let streamOff = Request(name: "VIDIOC_STREAMOFF", number: ccamera_streamoff)
    static let queryControl = Request(name: "VIDIOC_QUERY_EXT_CTRL", number: ccamera_query_ext_ctrl)
    static let queryMenu = Request(name: "VIDIOC_QUERYMENU", number: ccamera_querymenu)
    static let getControls = Request(name: "VIDIOC_G_EXT_CTRLS", number: ccamera_g_ext_ctrls)
    static let setControls = Request(name: "VIDIOC_S_EXT_CTRLS", number: ccamera_s_ext_ctrls)
    static let subscribeEvent = Request(name: "VIDIOC_SUBSCRIBE_EVENT", number: ccamera_subscribe_event)
    static let dequeueEvent = Request(name: "VIDIOC_DQEVENT", number: ccamera_dqevent)
    static let getInput = Request(name: "VIDIOC_G_INPUT", number: ccamera_g_input)
    static let enumerateInputs = Request(name: "VIDIOC_ENUMINPUT", number: ccamera_enuminput)
    static let getTimings = Request(name: "VIDIOC_G_DV_TIMINGS", number: ccamera_g_dv_timings)
    static let setTimings = Request(name: "VIDIOC_S_DV_TIMINGS", number: ccamera_s_dv_timings)
    static let queryTimings = Request(name: "VIDIOC_QUERY_DV_TIMINGS", number: ccamera_query_dv_timings)
}
