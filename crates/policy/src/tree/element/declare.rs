/// Declares an element of the schema: its attributes, its text, and its children in the order of the schema. A list is
/// `field: List<T> = "Container" "Item"`. What is marked `[replaced]` takes the place of what is below; the rest is
/// joined.
macro_rules! element {
    (
        $(#[$meta:meta])*
        $name:ident |$it:ident| $key:expr $(, $variant:expr)?;
        attributes { $($(#[$ameta:meta])* $attr:ident: $aty:ty = $aname:literal,)* }
        $(text { $(#[$tmeta:meta])* $text:ident })?
        children { $($(#[$cmeta:meta])* $child:ident: $cty:ty = $cname:literal $($citem:literal)? $([$mode:ident])?,)* }
        $(extra { $($(#[$xmeta:meta])* $extra:ident: $xty:ty,)* })?
        $(layer $layer:path;)?
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone)]
        pub struct $name {
            $($(#[$ameta])* #[doc = concat!("`@", $aname, "`.")] pub $attr: $aty,)*
            $($(#[$tmeta])* pub $text: $crate::tree::Text,)?
            $($(#[$cmeta])* #[doc = concat!("`", $cname, $("/", $citem,)? "`.")] pub $child: $cty,)*
            $($($(#[$xmeta])* pub $extra: $xty,)*)?
            /// Where it came from; where it was given last, if several layers give it.
            pub origin: $crate::tree::Origin,
            /// What it has beside.
            pub rest: $crate::tree::Rest,
        }

        /// The same element, wherever it stands.
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $(self.$attr == other.$attr &&)*
                $(self.$text == other.$text &&)?
                $(self.$child == other.$child &&)*
                $($(self.$extra == other.$extra &&)*)?
                self.rest == other.rest
            }
        }

        impl $name {
            /// One with nothing in it.
            pub fn empty(origin: &$crate::tree::Origin) -> Self {
                Self {
                    $($attr: $crate::tree::element::AttributeField::absent(origin),)*
                    $($text: $crate::tree::Text::new("", origin),)?
                    $($child: Default::default(),)*
                    $($($extra: Default::default(),)*)?
                    origin: origin.clone(),
                    rest: $crate::tree::Rest::default(),
                }
            }

            #[allow(dead_code, reason = "those that are laid over by hand may not use it")]
            fn layer_fields(&mut self, child: Self) {
                $($crate::tree::element::AttributeField::layer(&mut self.$attr, child.$attr);)*
                $(self.$text = child.$text;)?
                $($crate::tree::element::layer_child!(self.$child, child.$child $(, $mode)?);)*
                $($($crate::tree::element::layer_extra(&mut self.$extra, child.$extra);)*)?
                let below = std::mem::replace(&mut self.origin, child.origin);
                self.rest.layer(child.rest, Some(below));
            }
        }

        impl $crate::tree::element::Element for $name {
            fn visit(&self, name: &'static str, visitor: &mut dyn $crate::tree::element::Visitor) {
                let text = None::<&str>;
                $(let text = text.or(Some(&self.$text));)?
                visitor.enter(name, &|| $crate::tree::element::Element::key(self), text, &self.origin);
                $($crate::tree::element::AttributeField::visit(&self.$attr, $aname, visitor);)*
                $($crate::tree::element::ChildField::visit(&self.$child, $cname, concat!($($citem)?), visitor);)*
                visitor.leave();
            }

            fn read(element: &$crate::xml::Element, reading: &$crate::tree::element::Reading<'_>) -> Self {
                let mut read = Self::empty(&reading.origin(element.span));
                for attribute in &element.attributes {
                    match &*attribute.name {
                        $($aname => $crate::tree::element::AttributeField::set(
                            &mut read.$attr,
                            &attribute.value,
                            reading.origin(attribute.span),
                        ),)*
                        _ => read.rest.keep_attribute(attribute, reading),
                    }
                }
                $(read.$text.text = element.text();)?
                for child in &element.children {
                    match child {
                        $crate::xml::Node::Element(inner) => {
                            let name = if reading.is_ours(inner) { inner.local_name() } else { "" };
                            let taken = match name {
                                $($cname => $crate::tree::element::ChildField::take(
                                    &mut read.$child,
                                    inner,
                                    concat!($($citem)?),
                                    reading,
                                ),)*
                                _ => false,
                            };
                            if !taken {
                                read.rest.keep_element(inner, reading);
                            }
                        }
                        #[allow(unused_variables, reason = "an element with text has taken it")]
                        $crate::xml::Node::Text(text, span) => {
                            $crate::tree::element::stray!(read, text, span, reading $(, $text)?);
                        }
                        $crate::xml::Node::Comment(..) | $crate::xml::Node::Instruction(..) => {}
                    }
                }
                read
            }

            fn write(&self, name: &str, namespace: Option<&std::sync::Arc<str>>) -> $crate::xml::Element {
                #[allow(unused_mut, reason = "an element may have nothing to write")]
                let mut element = $crate::xml::Element::new(name, namespace.cloned());
                $(if let Some(value) = $crate::tree::element::AttributeField::get(&self.$attr) {
                    element.attributes.push($crate::tree::element::attribute($aname, value));
                })*
                $(if !self.$text.is_empty() {
                    let text = self.$text.text.as_str().into();
                    element.children.push($crate::xml::Node::Text(text, $crate::xml::Span::default()));
                })?
                $($crate::tree::element::ChildField::write(
                    &self.$child,
                    $cname,
                    concat!($($citem)?),
                    namespace,
                    &mut element.children,
                );)*
                self.rest.write(&mut element);
                element
            }

            #[allow(unreachable_code, reason = "what is laid over by hand returns first")]
            fn layer(&mut self, child: Self) {
                $(return $layer(self, child);)?
                self.layer_fields(child);
            }

            fn key(&self) -> String {
                let $it = self;
                $key
            }

            $(fn variant(&self) -> String {
                let $it = self;
                $variant
            })?
        }
    };
}

/// Text between elements is kept as unknown, unless the element holds text.
macro_rules! stray {
    ($read:ident, $text:ident, $span:ident, $reading:ident, $field:ident) => {};
    ($read:ident, $text:ident, $span:ident, $reading:ident) => {
        $read.rest.keep_text($text, *$span, $reading)
    };
}

/// A child is joined with the one below, or takes its place.
macro_rules! layer_child {
    ($below:expr, $child:expr, replaced) => {
        $crate::tree::element::ChildField::replace(&mut $below, $child)
    };
    ($below:expr, $child:expr) => {
        $crate::tree::element::ChildField::layer(&mut $below, $child)
    };
}

pub(crate) use {element, layer_child, stray};
